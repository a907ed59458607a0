import { inArray, sql } from 'drizzle-orm';
import { periods, schedule } from '@/db/schema/recurrence';
import type { TxCtx } from '@/lib/context';
import { accountIdOf } from './store';

/**
 * What is due for the services becomes due from another customer, whose accounts pay; past periods go along.
 * Found by the services, because no index leads from a customer to periods: every renewal would write it.
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
