import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { holdBit } from '@/lib/kit/words';

const short = holdBit('unpaid') | holdBit('no_credit');

/**
 * Has the customer's credit tried again on a service that waits for it and has become cheaper. By the event, because
 * the customer's other services come before it in spending order, and their locks before those held here.
 */
export async function announceCheaper(
  ctx: TxCtx,
  { serviceId, customerId }: { serviceId: number; customerId: number },
): Promise<void> {
  const [row] = await ctx.tx.execute<{ waits: boolean }>(sql`
    select s.holds & ${short}::int <> 0 or coalesce(c.in_grace, false) as waits
    from services s left join schedule c on c.service_id = s.id
    where s.id = ${serviceId} and s.archived_at is null`);
  if (!row?.waits) return;
  await emitEvents(ctx, [{ name: 'wallet/credited', data: { customerId } }]);
}
