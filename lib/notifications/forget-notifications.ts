import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { mailPreferences, notifications } from '@/db/schema/notifications';
import type { TxCtx } from '@/lib/context';

/**
 * Cancels queued mails, clears the details of every mail and deletes the mail preferences. Only the fact that a mail
 * existed stays.
 */
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
