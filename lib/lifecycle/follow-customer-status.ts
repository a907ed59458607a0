import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import type { CustomerStatus, HoldReason } from '@/lib/kit/words';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { liftHolds } from '@/lib/services/lift-holds';
import { holdOfCustomerStatus } from '@/lib/services/rules';
import { setHolds } from '@/lib/services/set-holds';

const customerHolds = [
  'customer_inactive',
  'customer_blocked',
] as const satisfies readonly HoldReason[];

/**
 * Applies a customer status to all of the customer's services: adds its hold, lifts those of other statuses,
 * and settles the lifted services.
 */
export async function followCustomerStatus(
  ctx: TxCtx,
  {
    customerId,
    status,
    note,
  }: { customerId: number; status: CustomerStatus; note: string | undefined },
): Promise<void> {
  const hold = holdOfCustomerStatus[status];
  const serviceIds = await listServiceIds(ctx, customerId);
  if (hold) await setHolds(ctx, { serviceIds, reason: hold, note });
  const lifted = new Set<number>();
  for (const reason of customerHolds.filter((one) => one !== hold)) {
    for (const id of await liftHolds(ctx, { serviceIds, reason, note })) lifted.add(id);
  }
  await startOwedPeriods(
    ctx,
    serviceIds.filter((id) => lifted.has(id)),
  );
}

/** Lists services in spending order, in which they resume when credit is short. */
async function listServiceIds(ctx: TxCtx, customerId: number): Promise<number[]> {
  const rows = await ctx.tx.execute<{ id: number }>(sql`
    select s.id::int as id from services s left join schedule c on c.service_id = s.id
    where s.customer_id = ${customerId} and s.archived_at is null
    order by s.priority, c.next_due nulls last, s.id`);
  return rows.map((row) => row.id);
}
