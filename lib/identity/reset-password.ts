import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { refuse } from '@/lib/kit/errors';
import { hashPassword } from './password-hash';
import { type PublicCtx, provenCtx } from './public-ctx';
import { accountKey, clearAttempts } from './rate-limit';
import { requireGoodPassword } from './require-good-password';
import { passwordLengthMax } from './rules/password';
import { consumeToken, lockUser, revokeSessionsOf, setPassword, type TokenKind } from './store';

export const SetPasswordInput = z.object({
  token: z.string().min(1).max(200),
  password: z.string().min(1).max(passwordLengthMax),
});
export type SetPasswordInput = z.infer<typeof SetPasswordInput>;

/**
 * Sets a new password with the link from a reset mail. The link works once; every open session of the
 * person ends, and a lock by wrong guesses is lifted. Throws `link_invalid`.
 */
export function resetPassword(ctx: PublicCtx, input: SetPasswordInput): Promise<{ email: string }> {
  return setPasswordByLink(ctx, input, { kind: 'reset', action: 'user.password-reset' });
}

/** Sets the first password with the link from an invitation. Throws `link_invalid`. */
export function acceptInvitation(
  ctx: PublicCtx,
  input: SetPasswordInput,
): Promise<{ email: string }> {
  return setPasswordByLink(ctx, input, { kind: 'invite', action: 'user.invitation-accepted' });
}

async function setPasswordByLink(
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
    // A refused password rolls the use of the link back, so the person can try another.
    requireGoodPassword(password, user);
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
