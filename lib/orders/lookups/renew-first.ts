import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { type HoldReason, holdBit } from '@/lib/kit/words';
import { listUnpaidDays, type UnpaidDays } from '@/lib/recurrence/lookups/unpaid-days';

/** Only what a payment or the customer lifts: a service that cannot renew keeps nobody from ordering another. */
const renewable: readonly HoldReason[] = ['unpaid', 'no_credit', 'data_cap', 'paused'];
const RENEWABLE_MASK = renewable.reduce((mask, reason) => mask | holdBit(reason), 0);

/**
 * Finds a service of the customer that a new one of this item would replace, and that has days of grace which are paid
 * only when it renews: of the same item or, if the new one renews and items of its kind replace each other, of the same
 * kind and place. Null if there is none.
 */
export async function findRenewFirst(
  ctx: Ctx,
  { customerId, itemId }: { customerId: number; itemId: number },
): Promise<UnpaidDays | null> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select s.id::int as id
    from services s
    join customers c on c.id = s.customer_id
    join catalog_items i on i.id = s.item_id
    join catalog_items wanted on wanted.id = ${itemId}
    join catalog_item_versions v on v.id = wanted.current_version_id
    where s.customer_id = ${customerId} and s.archived_at is null
      and s.holds & ~${RENEWABLE_MASK}::int = 0
      and (s.item_id = wanted.id or (
        i.kind = wanted.kind and i.kind <> 'custom' and v.recurrence_mode <> 'none'
        and s.site_id is not distinct from c.site_id))
    order by s.id`);
  const unpaid = await listUnpaidDays(
    ctx,
    rows.map(({ id }) => id),
  );
  return [...unpaid.values()][0] ?? null;
}
