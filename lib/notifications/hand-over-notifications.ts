import { eq, sql } from 'drizzle-orm';
import { mailPreferences, notifications } from '@/db/schema/notifications';
import type { TxCtx } from '@/lib/context';

/** Moves one customer's mails, including queued ones, to another, who keeps their own preferences. */
export async function handOverNotifications(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  await ctx.tx.delete(mailPreferences).where(eq(mailPreferences.customerId, fromId));
  // Both may have a queued mail for the same cause; one of them is enough.
  await ctx.tx
    .update(notifications)
    .set({ customerId: toId })
    .where(
      sql`${notifications.customerId} = ${fromId} and not exists (
        select 1 from notifications known
        where known.customer_id = ${toId} and known.cause_key = ${notifications.causeKey})`,
    );
}
