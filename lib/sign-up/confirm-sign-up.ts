import { and, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { signUps } from '@/db/schema/sign-up';
import { inTransaction, readDb } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import { createCustomer } from '@/lib/customers/create-customer';
import { createUser } from '@/lib/identity/create-user';
import { verifyPassword } from '@/lib/identity/password-hash';
import { type PublicCtx, provenCtx } from '@/lib/identity/proven-ctx';
import { takeAttempt } from '@/lib/identity/rate-limit';
import { passwordCheckPerUser } from '@/lib/identity/rules/attempts';
import { refuse, refuseField } from '@/lib/kit/errors';
import { requireSignUpOpen } from './require-sign-up-open';
import { hashLinkToken } from './rules/link-token';

export const ConfirmSignUp = z.object({
  token: z.string().min(1).max(200),
  password: z.string().min(1, 'field_required').max(1024, 'field_too_long'),
});
export type ConfirmSignUp = z.infer<typeof ConfirmSignUp>;

/**
 * Opens the account of the holder of the mailed link who also knows the sign-up's password: an active customer and a
 * person who signs in for it. The link alone is not enough, or a stranger could sign up with someone else's address,
 * let them confirm it, and share the account. Consumes every open sign-up of the address. Throws `link_invalid` for
 * an unknown, used or expired link.
 */
export async function confirmSignUp(
  ctx: PublicCtx,
  input: ConfirmSignUp,
): Promise<{ userId: number; customerId: number }> {
  await requireSignUpOpen(ctx);
  const { token, password } = ConfirmSignUp.parse(input);
  const held = await findHeld(ctx, token);
  if (!held) return refuse('not-found', 'link_invalid');
  const isWithinLimit = await takeAttempt(ctx, `sign-up-check:${held.id}`, passwordCheckPerUser);
  if (!isWithinLimit) refuse('limit', 'password_attempts');
  if (!(await verifyPassword(held.passwordHash, password))) {
    refuseField('password', 'sign_up_password_wrong');
  }
  return inTransaction(provenCtx(ctx, 'self-sign-up'), async (tctx) => {
    const signUp = await useUp(tctx, held);
    if (!signUp) return refuse('not-found', 'link_invalid');
    return openAccount(tctx, { ...signUp, password });
  });
}

type SignUpRow = typeof signUps.$inferSelect;

async function findHeld(ctx: PublicCtx, token: string): Promise<SignUpRow | undefined> {
  const [row] = await readDb(ctx)
    .select()
    .from(signUps)
    .where(and(eq(signUps.tokenHash, hashLinkToken(token)), gt(signUps.tokenExpiresAt, ctx.now)));
  return row;
}

/** Of two concurrent confirmations of one address, the second finds nothing left; a newer link also wins. */
async function useUp(ctx: TxCtx, held: SignUpRow): Promise<SignUpRow | undefined> {
  const used = await ctx.tx
    .delete(signUps)
    .where(eq(sql`lower(${signUps.email})`, held.email.toLowerCase()))
    .returning();
  return used.find(({ id, tokenHash }) => id === held.id && tokenHash === held.tokenHash);
}

async function openAccount(
  ctx: TxCtx,
  { id, name, email, phone, siteId, language, password }: SignUpRow & { password: string },
): Promise<{ userId: number; customerId: number }> {
  const contact = { name, email, phone, siteId, language };
  const { customerId } = await createCustomer(ctx, { ...contact, status: 'active' });
  const person = { kind: 'subscriber', customerId, email, name, language, password } as const;
  const { userId } = await createUser(ctx, person);
  await recordAudit(ctx, {
    action: 'sign-up.confirm',
    subject: { kind: 'sign-up', id },
    customerId,
    after: { source: 'self-sign-up' },
  });
  return { userId, customerId };
}
