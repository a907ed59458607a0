import { type Invariant, ofCustomers } from './invariant';

/** Invariants of executed orders: a customer pays and gets what the confirmation sheet showed. */
export const orderInvariants: readonly Invariant[] = [
  {
    name: 'an executed order moves what its sheet showed, or nothing until it is connected',
    broken: (scope) => scope.sql`
      select 'order ' || o.id || ' (' || o.kind || ') showed ' || (o.quote -> 'quote' ->> 'totalMinor')
        || ' and moved ' || moved.minor
      from orders o
      cross join lateral (
        select coalesce(sum(
          case when t.debit_account_id = t.customer_account_id then t.amount_minor else -t.amount_minor end), 0) as minor
        from transfers t join accounts a on a.id = t.customer_account_id and a.kind = 'wallet'
        where t.at = o.settled_at and t.cause_key in (
          select 'order:' || o.id || suffix from unnest(array['', ':unused', ':fee']) suffix
          union all select 'service:' || o.service_id where o.kind = 'new_service'
          union all select 'period:' || o.service_id || ':' || (
            select max(p.index) from periods p where p.service_id = o.service_id and p.decided_at = o.settled_at)
          where o.kind = 'new_service' or jsonb_typeof(o.quote -> 'made' -> 'deed' -> 'plan') = 'object'
          -- A change in a grace also pays what the grace has served, as a period of its own.
          union all select 'period:' || o.service_id || ':' || (o.quote -> 'made' -> 'deed' -> 'served' ->> 'index'))) moved
      where o.state = 'executed' and o.quote is not null and ${ofCustomers(scope, 'o.customer_id')}
        and moved.minor <> (o.quote -> 'quote' ->> 'totalMinor')::bigint
        and (moved.minor <> 0 or (o.quote -> 'quote' ->> 'startsWhenConnected') is distinct from 'true')`,
  },
  {
    name: 'an executed order grants the data its sheet showed',
    broken: (scope) => scope.sql`
      select 'order ' || o.id || ' (' || o.kind || ') showed ' || coalesce(o.quote -> 'quote' ->> 'dataBytes', 'no')
        || ' bytes and granted ' || coalesce(granted.bytes::text, 'none')
      from orders o
      left join lateral (
        select true as is_found, a.granted_bytes as bytes from allocations a where a.order_id = o.id
        union all
        select true, p.granted_bytes from periods p
        where o.kind <> 'pack' and p.service_id = o.service_id and p.decided_at = o.settled_at and p.index = (
          select max(q.index) from periods q where q.service_id = p.service_id and q.decided_at = p.decided_at)
          and (o.kind = 'new_service' or jsonb_typeof(o.quote -> 'made' -> 'deed' -> 'plan') = 'object')) granted on true
      where o.state = 'executed' and o.quote is not null and ${ofCustomers(scope, 'o.customer_id')}
        and (o.kind = 'pack' or granted.is_found)
        and granted.bytes is distinct from (o.quote -> 'quote' ->> 'dataBytes')::bigint`,
  },
];
