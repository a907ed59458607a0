import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { mailPreferences, notifications } from '@/db/schema/notifications';
import type { TxCtx } from '@/lib/context';

/** Mails that wait are not sent, and the others keep no more than that they were. */
export async function forgetNotifications(
  ctx: TxCtx,
  customerIds: readonly number[],
): Promise<void> {
  const isTheirs = or(
    inArray(notifications.customerId, [...customerIds]),
    sql`${notifications.userId} in (select id from users where customer_id in ${[...customerIds]})`,
  );
  await ctx.tx
    .update(notifications)
    .set({ state: 'suppressed', suppressReason: 'no_address', settledAt: ctx.now })
    .where(and(isTheirs, eq(notifications.state, 'queued')));
  await ctx.tx.update(notifications).set({ data: {}, lastError: null }).where(isTheirs);
  await ctx.tx.delete(mailPreferences).where(inArray(mailPreferences.customerId, [...customerIds]));
}
