import { randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { oneTimeTokens } from '@/db/schema/identity';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import type { TokenKind } from './lookups';
import { tokenLifetimesMs } from './rules/session';
import { hashToken } from './rules/token';
import { lockUser } from './store';

export type IssuedToken = { token: string; expiresAt: Date; email: string; name: string };

/**
 * Creates the secret of a mailed link (`/accept-invitation/<token>`, `/reset-password/<token>`) and invalidates
 * earlier ones of its kind. Call it inside the step that sends the mail and keep the result out of step results,
 * events and logs: a retried step issues a new one. Only for jobs and staff with `users.write`.
 */
export async function issueToken(
  ctx: Ctx,
  { userId, kind }: { userId: number; kind: TokenKind },
): Promise<IssuedToken> {
  requireStaffOrSystem(ctx, 'users.write');
  return inTransaction(ctx, async ({ tx, now }) => {
    const user = await lockUser(tx, userId);
    if (user.status !== 'active') refuse('invalid-state', 'user_disabled');
    await tx
      .delete(oneTimeTokens)
      .where(
        and(
          eq(oneTimeTokens.userId, userId),
          eq(oneTimeTokens.kind, kind),
          isNull(oneTimeTokens.usedAt),
        ),
      );
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + tokenLifetimesMs[kind]);
    await tx
      .insert(oneTimeTokens)
      .values({ userId, kind, tokenHash: hashToken(token), createdAt: now, expiresAt });
    return { token, expiresAt, email: user.email, name: user.name };
  });
}
