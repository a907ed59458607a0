import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { refuse } from '@/lib/kit/errors';
import type { TokenKind } from './lookups';
import { hashPassword } from './password-hash';
import { type PublicCtx, provenCtx } from './proven-ctx';
import { accountKey, clearAttempts } from './rate-limit';
import { requireGoodPassword } from './require-good-password';
import { consumeToken, lockUser, revokeSessionsOf, setPassword } from './store';

export const SetPasswordInput = z.object({
  token: z.string().min(1).max(200),
  password: z.string().min(1).max(1024),
});
export type SetPasswordInput = z.infer<typeof SetPasswordInput>;

/**
 * Sets the password of the holder of a mailed link of this kind, consumes the link, ends all of their sessions and
 * lifts a lock caused by wrong passwords. Returns the address to sign in with. Throws `link_invalid` for an unknown,
 * used, expired or mismatched link, indistinguishably.
 */
export async function setPasswordByLink(
  ctx: PublicCtx,
  input: SetPasswordInput,
  { kind, action }: { kind: TokenKind; action: string },
): Promise<{ email: string }> {
  const { token, password } = SetPasswordInput.parse(input);
  return inTransaction(provenCtx(ctx, action), async (txCtx) => {
    const { tx, now } = txCtx;
    const userId = await consumeToken(tx, { token, kind, now });
    if (userId === null) return refuse('not-found', 'link_invalid');
    const user = await lockUser(tx, userId);
    if (user.status !== 'active') return refuse('not-found', 'link_invalid');
    // A refused password also rolls back the use of the link, so the person can try another.
    requireGoodPassword(password, user);
    // Hashed while the link is locked: only a valid link may cost a hash.
    await setPassword(tx, userId, { passwordHash: await hashPassword(password), now });
    await revokeSessionsOf(tx, userId, { reason: 'password-changed', now });
    await clearAttempts(txCtx, accountKey('sign-in', user.email));
    await recordAudit(txCtx, {
      action,
      subject: { kind: 'user', id: userId },
      ...(user.customerId === null ? {} : { customerId: user.customerId }),
    });
    return { email: user.email };
  });
}
