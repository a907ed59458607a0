import { inArray, sql } from 'drizzle-orm';
import { periods, schedule } from '@/db/schema/recurrence';
import type { TxCtx } from '@/lib/context';
import { accountIdOf } from './store';

/**
 * Moves the services' schedules to another customer, whose accounts then pay; past periods move too. Finds
 * rows by service, because periods have no index on the customer: every renewal would have to update it.
 */
export async function handOverSchedules(
  ctx: TxCtx,
  { serviceIds, toId }: { serviceIds: number[]; toId: number },
): Promise<void> {
  const wallet = await accountIdOf(ctx, { customerId: toId, kind: 'wallet' });
  const postpaid = await accountIdOf(ctx, { customerId: toId, kind: 'postpaid' });
  const account = sql<number>`case ${schedule.mode} when 'one_off' then ${postpaid}::bigint else ${wallet}::bigint end`;
  await ctx.tx
    .update(schedule)
    .set({ customerId: toId, accountId: account })
    .where(inArray(schedule.serviceId, serviceIds));
  await ctx.tx
    .update(periods)
    .set({ customerId: toId })
    .where(inArray(periods.serviceId, serviceIds));
}
