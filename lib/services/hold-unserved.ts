import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { setHolds } from './set-holds';

/**
 * Puts `not_connected` on a plan that its router neither takes nor serves, instead of charging for it: what it
 * waits for is settled when it is connected. In the caller's transaction, under the service's lock.
 * @returns whether it is so
 */
export async function holdUnserved(ctx: TxCtx, serviceId: number): Promise<boolean> {
  if (!(await isUnserved(ctx, serviceId))) return false;
  const asConnection = { ...ctx, actor: { kind: 'system', job: 'connection' } as const };
  await setHolds(asConnection, { serviceIds: [serviceId], reason: 'not_connected' });
  return true;
}

/** The same as `is_unserved` in `sweep_due_periods`; a test proves both equal. */
async function isUnserved(ctx: TxCtx, serviceId: number): Promise<boolean> {
  const rows = await ctx.tx.execute(sql`
    select 1 from services s join catalog_items i on i.id = s.item_id and i.kind = 'internet'
    left join routers r on r.id = s.router_id
    left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where s.id = ${serviceId} and not router_takes(r.status, r.access_methods, s.access_method)
      and not service_is_served(r.status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows)`);
  return rows.length > 0;
}
