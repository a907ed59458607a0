import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';

/**
 * Locks all schedule rows of a customer, or of several, in id order: the first lock of every command that will touch
 * the wallet and may then touch a service. A sweep skips locked schedules, so nobody waits in a circle.
 */
export async function lockSchedules(ctx: TxCtx, ...customerIds: readonly number[]): Promise<void> {
  await ctx.tx.execute(sql`
    select 1 from schedule
    where service_id in (select id from services where customer_id in ${customerIds})
    order by service_id for update`);
}
