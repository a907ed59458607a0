import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/**
 * Lists the customer's services whose immediate plan change was paid for and then failed or expired. The money is in
 * the wallet, and it does not renew the plan they were to leave until the customer decides: by renewing it, by another
 * order that starts a period, or by any later payment. A grace that ends is decided like any other.
 */
export async function listUndecided(ctx: Ctx, customerId: number): Promise<Set<number>> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select distinct s.id::int as id
    from orders o
    join top_ups paid on paid.customer_id = o.customer_id and paid.order_id = o.id and paid.status = 'paid'
    join services s on s.id = (o.payload ->> 'serviceId')::bigint and s.customer_id = o.customer_id
    where o.customer_id = ${customerId} and o.kind = 'plan_change' and o.payload ->> 'moment' = 'now'
      and (o.state = 'failed' or o.failure = 'order_expired')
      -- It is still on the plan that it was to leave.
      and s.item_id <> (o.payload ->> 'itemId')::bigint
      and not exists (
        select 1 from periods p
        where p.service_id = s.id and p.outcome = 'allocated' and p.decided_at >= paid.paid_at)
      and not exists (
        select 1 from transfers t join accounts a on a.id = t.credit_account_id
        where a.customer_id = o.customer_id and a.kind = 'wallet' and t.id > paid.transfer_id
          and t.kind in ('top_up', 'cash', 'voucher', 'manual_credit'))`);
  return new Set(rows.map(({ id }) => id));
}
