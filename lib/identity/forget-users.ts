import { inArray, sql } from 'drizzle-orm';
import { oneTimeTokens, sessions, users } from '@/db/schema/identity';
import type { TxCtx } from '@/lib/context';

/** Disables the users of these customers and deletes their personal data and sessions. */
export async function forgetUsers(ctx: TxCtx, customerIds: readonly number[]): Promise<number> {
  const rows = await ctx.tx
    .select({ id: users.id })
    .from(users)
    .where(inArray(users.customerId, [...customerIds]))
    .for('update');
  const userIds = rows.map(({ id }) => id);
  if (userIds.length === 0) return 0;
  await ctx.tx.delete(oneTimeTokens).where(inArray(oneTimeTokens.userId, userIds));
  await ctx.tx.delete(sessions).where(inArray(sessions.userId, userIds));
  await ctx.tx
    .update(users)
    .set({
      name: sql`'Erased person ' || id`,
      // Unique, and in a domain that can never receive mail (RFC 2606).
      email: sql`'erased-' || id || '@erased.invalid'`,
      ...{ passwordHash: null, status: 'disabled', language: null, lastSignInAt: null },
      ...{ lockedUntil: null, updatedAt: ctx.now },
    })
    .where(inArray(users.id, userIds));
  return userIds.length;
}
