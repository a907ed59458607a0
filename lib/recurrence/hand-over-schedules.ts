import { eq, sql } from 'drizzle-orm';
import { periods, schedule } from '@/db/schema/recurrence';
import type { TxCtx } from '@/lib/context';
import { accountIdOf } from './store';

/** What is due from one customer becomes due from another, and their accounts pay; past periods go along. */
export async function handOverSchedules(
  ctx: TxCtx,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<void> {
  const wallet = await accountIdOf(ctx, { customerId: toId, kind: 'wallet' });
  const postpaid = await accountIdOf(ctx, { customerId: toId, kind: 'postpaid' });
  const account = sql<number>`case ${schedule.mode} when 'one_off' then ${postpaid}::bigint else ${wallet}::bigint end`;
  await ctx.tx
    .update(schedule)
    .set({ customerId: toId, accountId: account })
    .where(eq(schedule.customerId, fromId));
  await ctx.tx.update(periods).set({ customerId: toId }).where(eq(periods.customerId, fromId));
}
