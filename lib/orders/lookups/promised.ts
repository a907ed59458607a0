import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { holdBit } from '@/lib/kit/words';
import { stateFromBits } from '@/lib/services/rules';
import { promisedOf } from '../claims';
import { listNextCharges } from './next-charges';

/**
 * Returns the credit reserved for plans that were ordered and wait only for a connection: their first
 * charges, as the portal shows them. For a decision, call it under the wallet's lock. Minor units.
 */
export async function getPromisedMinor(ctx: Ctx, customerId: number): Promise<bigint> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const ordered = holdBit('not_connected') | holdBit('unpaid');
  const rows = await readDb(ctx).execute<{ id: number; holds: number; priority: number }>(sql`
    select id::int as id, holds, priority from services
    where customer_id = ${customerId} and archived_at is null and holds & ${ordered}::int = ${ordered}::int
      -- What staff add is promised to nobody; their form has an id of its own.
      and exists (select 1 from orders o where o.customer_id = services.customer_id and o.id::text = services.order_id)`);
  const charges = await listNextCharges(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.reduce((sum, { id: serviceId, holds, priority }) => {
    const charge = charges.get(serviceId);
    if (!charge) return sum;
    const state = stateFromBits({ holds, archivedAt: null });
    const { endDate } = charge;
    return sum + promisedOf({ serviceId, priority, endDate, state, charge });
  }, 0n);
}
