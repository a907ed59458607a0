import { type SQL, sql } from 'drizzle-orm';

export type SweepChunk = {
  now: Date;
  /** Due services to aim for; all due services of a chosen account come along, so that one statement sees a whole wallet. */
  size: number;
  /** This runner's share of the accounts: `account_id % of = index`. */
  runner: { index: number; of: number };
};

/**
 * The decision of lib/recurrence/rules.ts for a whole chunk in one statement: lock schedule rows, lock
 * wallets by id, spend greedily in spending order, then write charges, periods, allocations, holds and
 * the next due moments. The one place where the rule stands in SQL; a property test proves both equal
 * (tests/integration/recurrence/sweep-equals-rules.test.ts).
 *
 * It writes rows of other nouns (accounts, transfers, allocations, holds, history, events) because one
 * statement per chunk is what makes 100,000 renewals a matter of seconds; their triggers and
 * constraints hold here as for every command.
 */
export function sweepStatement({ now, size, runner }: SweepChunk): SQL {
  const at = sql`${now.toISOString()}::timestamptz`;
  const due = sql`not held and next_due <= ${at}
    and (reprice_on is null or reprice_on > (${at} at time zone zone)::date)
    and account_id % ${runner.of}::int = ${runner.index}::int`;
  return sql`
with seed as materialized (
  select account_id from schedule where ${due} order by next_due, account_id, service_id limit ${size}
),
claimed as materialized (
  select * from schedule
  where ${due} and account_id in (select account_id from seed)
  order by next_due, account_id, service_id
  for update skip locked
),
current as materialized (
  select c.*, p.idx, period_start(c.anchor_local, c.zone, c.interval_count, c.interval_unit, p.idx - c.anchor_index) as starts_at,
         period_start(c.anchor_local, c.zone, c.interval_count, c.interval_unit, p.idx + 1 - c.anchor_index) as ends_at
  from claimed c cross join lateral (
    select max(i) as idx
    from generate_series(c.next_index, c.next_index + ${periodsPassedMax(at)}) i
    where period_start(c.anchor_local, c.zone, c.interval_count, c.interval_unit, i - c.anchor_index) <= ${at}
  ) p
),
wallet as materialized (
  select id, balance_minor, coalesce(floor_minor, 0) as floor_minor from accounts
  where id = any(array(select distinct account_id from claimed))
  order by id for no key update
),
run as materialized (
  select c.*, w.balance_minor as opening,
         case when c.mode = 'credit_based' then greatest(w.balance_minor - w.floor_minor, 0) else 9000000000000000000 end as spendable,
         greedy_left(
           case when c.mode = 'credit_based' then greatest(w.balance_minor - w.floor_minor, 0) else 9000000000000000000 end,
           c.price_minor) over spending as left_after
  from current c join wallet w on w.id = c.account_id
  window spending as (partition by c.account_id order by c.priority, c.next_due, c.service_id)
),
decided as materialized (
  select r.*, lag(left_after, 1, spendable) over spending - left_after = price_minor as paid,
         opening - (spendable - left_after) as balance_after
  from run r
  window spending as (partition by account_id order by priority, next_due, service_id)
),
pay_account as (
  update accounts a set balance_minor = a.balance_minor - t.total, version = a.version + 1
  from (select account_id, sum(price_minor)::bigint as total from decided where paid and price_minor > 0 group by account_id) t
  where a.id = t.account_id
),
pay as (
  insert into transfers (cause_key, leg, debit_account_id, credit_account_id, amount_minor, kind, customer_account_id,
                         balance_after_minor, customer_id, service_id, at, actor, text)
  select 'period:' || d.service_id || ':' || d.idx, l.leg, d.account_id, r.id, l.amount, l.kind, d.account_id,
         l.after, d.customer_id, d.service_id, ${at}, 'system:sweep-recurrences', i.name
  from decided d
  join services s on s.id = d.service_id join catalog_items i on i.id = s.item_id
  cross join lateral (values
    (0, d.price_minor - d.tax_minor, 'period', 'revenue', d.balance_after + d.tax_minor),
    (1, d.tax_minor, 'tax', 'tax', d.balance_after)) l(leg, amount, kind, account, after)
  join accounts r on r.kind = l.account
  where d.paid and l.amount > 0
  -- Ids follow the order of spending, so that the running balance reads in id order.
  order by d.account_id, d.priority, d.next_due, d.service_id, l.leg
),
advance as (
  update schedule s set next_index = d.idx + 1, next_due = d.ends_at
  from decided d where s.service_id = d.service_id
),
record_missed as (
  insert into periods (service_id, index, customer_id, starts_at, ends_at, outcome, reason, price_minor, tax_minor, decided_at)
  select d.service_id, i, d.customer_id,
         period_start(d.anchor_local, d.zone, d.interval_count, d.interval_unit, i - d.anchor_index),
         period_start(d.anchor_local, d.zone, d.interval_count, d.interval_unit, i + 1 - d.anchor_index),
         'missed', 'outage', 0, 0, ${at}
  from decided d cross join lateral generate_series(d.next_index, d.idx - 1) i
),
record_current as (
  insert into periods (service_id, index, customer_id, starts_at, ends_at, outcome, reason, price_minor, tax_minor,
                       balance_seen_minor, granted_bytes, decided_at)
  select service_id, idx, customer_id, starts_at, ends_at,
         case when paid then 'allocated' else 'withheld' end, case when paid then null else 'insufficient_credit' end,
         price_minor, tax_minor,
         case when mode = 'credit_based' then balance_after + case when paid then price_minor else 0 end end,
         case when paid then quota_bytes end, ${at}
  from decided
),
allocate as (
  insert into allocations (service_id, customer_id, source, period_index, granted_bytes, starts_at, expires_at, created_at)
  select service_id, customer_id, 'period', idx, quota_bytes, starts_at,
         case when rollover_periods = 0 then ends_at
              else period_start(anchor_local, zone, interval_count, interval_unit, idx + 1 + rollover_periods - anchor_index) end,
         ${at}
  from decided where paid and quota_bytes is not null
),
withhold as (
  insert into service_holds (service_id, reason, since, actor)
  select service_id, 'no_credit', ${at}, 'system:sweep-recurrences' from decided where not paid order by service_id
  on conflict do nothing
),
refill as (
  delete from service_holds h using decided d
  where h.service_id = d.service_id and h.reason = 'data_cap' and d.paid and d.quota_bytes is not null
  returning h.service_id
),
unthrottle as (
  update services s set throttled = false from decided d
  where s.id = d.service_id and s.throttled and d.paid and d.quota_bytes is not null
),
history as (
  insert into service_history (service_id, customer_id, at, actor, action, hold, after)
  select service_id, customer_id, ${at}, 'system:sweep-recurrences', 'hold_set', 'no_credit',
         jsonb_build_object('periodIndex', idx, 'priceMinor', price_minor::text)
  from decided where not paid
  union all
  select d.service_id, d.customer_id, ${at}, 'system:sweep-recurrences', 'hold_lifted', 'data_cap',
         jsonb_build_object('periodIndex', d.idx)
  from decided d join refill r on r.service_id = d.service_id
),
announce as (
  insert into events (event_id, name, data, customer_id)
  select 'period/withheld:' || service_id || ':' || idx, 'period/withheld',
         jsonb_build_object('serviceId', service_id, 'customerId', customer_id, 'periodIndex', idx), customer_id
  from decided where not paid
  on conflict (event_id) do nothing
)
select count(*)::int as decided, (count(*) filter (where paid))::int as allocated,
       (count(*) filter (where not paid))::int as withheld, coalesce(sum(idx - next_index), 0)::int as missed
from decided`;
}

/** An upper bound on the periods between `next_due` and now: shortest day, week and month there are. */
function periodsPassedMax(at: SQL): SQL {
  return sql`ceil(extract(epoch from ${at} - c.next_due)
    / (c.interval_count * case c.interval_unit when 'day' then 82800 when 'week' then 601200 else 2415600 end))::int`;
}
