import { sql } from 'drizzle-orm';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { holdBit } from '@/lib/kit/words';

const short = holdBit('unpaid') | holdBit('no_credit');

/**
 * Has the credit of customers tried again whose service waits for it and has a discount that begins: once per
 * discount, up to a day late. A service that runs is priced when it is due.
 */
export async function announceDiscounts(ctx: Ctx, today: string): Promise<void> {
  await inTransaction(ctx, async (tctx) => {
    const rows = await tctx.tx.execute<{ id: string; customer: number }>(sql`
      select d.event_id as id, s.customer_id::int as customer
      from services s
      join lateral (
        select 'wallet/credited:discount:' || d.id as event_id from service_discounts d
        where d.service_id = s.id and d.start_date between ${today}::date - 1 and ${today}::date) d on true
      where s.archived_at is null and s.holds & ${short}::int <> 0
        and not exists (select 1 from events e where e.event_id = d.event_id)`);
    await emitEvents(
      tctx,
      rows.map(({ id, customer }) => ({
        name: 'wallet/credited',
        data: { customerId: customer },
        id,
      })),
    );
  });
}
