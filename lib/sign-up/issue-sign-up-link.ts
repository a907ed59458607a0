import { eq } from 'drizzle-orm';
import { signUps } from '@/db/schema/sign-up';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { hashLinkToken, LINK_LIFETIME_MS, newLinkToken } from './rules/link-token';

/**
 * Creates the secret of the link in a sign-up's mail (`/sign-up/<token>`) and invalidates an earlier one. Call it
 * inside the step that sends the mail and keep the result out of step results, events and logs.
 */
export async function issueSignUpLink(
  ctx: Ctx,
  { signUpId }: { signUpId: string },
): Promise<{ token: string; expiresAt: Date }> {
  requireStaffOrSystem(ctx, 'users.write');
  const token = newLinkToken();
  const expiresAt = new Date(ctx.now.getTime() + LINK_LIFETIME_MS);
  const rows = await inTransaction(ctx, ({ tx }) =>
    tx
      .update(signUps)
      .set({ tokenHash: hashLinkToken(token), tokenExpiresAt: expiresAt })
      .where(eq(signUps.id, signUpId))
      .returning({ id: signUps.id }),
  );
  found(rows[0]);
  return { token, expiresAt };
}
