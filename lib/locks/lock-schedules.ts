import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';

/**
 * Locks all schedule rows of one or more customers in id order. Every command that touches the wallet and may then
 * touch a service takes this lock before the wallet, and the customer's, where it needs that, before this one. Sweeps
 * skip locked schedules, so there is no deadlock.
 */
export async function lockSchedules(ctx: TxCtx, ...customerIds: readonly number[]): Promise<void> {
  await ctx.tx.execute(sql`
    select 1 from schedule
    where service_id in (select id from services where customer_id in ${customerIds})
    order by service_id for update`);
}
