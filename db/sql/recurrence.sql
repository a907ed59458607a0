-- Start of the n-th period after an anchor, the same as periodStart in lib/kit/time.ts. Months clamp to their last
-- day; a wall-clock time skipped by DST moves forward by the gap, one that occurs twice means its second occurrence.
create or replace function period_start(anchor timestamp, zone text, count integer, unit text, n integer)
returns timestamptz
language sql immutable as $$
  select (anchor + case unit
    when 'day' then make_interval(days => count * n)
    when 'week' then make_interval(weeks => count * n)
    else make_interval(months => count * n)
  end) at time zone zone
$$;

-- An upper bound on the periods that began between two instants, computed from the shortest day, week and month.
create or replace function periods_passed_max(since timestamptz, now timestamptz, count integer, unit text) returns integer
language sql immutable as $$
  select ceil(extract(epoch from now - since)
    / (count * case unit when 'day' then 82800 when 'week' then 601200 else 2415600 end))::int
$$;

-- The credit left after paying, in order, each price that still fits: a window over a customer's due services. A
-- price that does not fit is skipped and does not block a cheaper one after it. The state is twice the remaining
-- credit, plus one if the last price was paid, so that one pass returns both. In PL/pgSQL, because an aggregate
-- cannot inline SQL and would start an executor for each row.
create or replace function greedy_spend_step(state bigint, opening bigint, price bigint) returns bigint
language plpgsql immutable as $$
declare
  left_over bigint := coalesce(state >> 1, opening);
begin
  if price <= left_over then
    return (left_over - price) * 2 + 1;
  end if;
  return left_over * 2;
end
$$;

do $$
begin
  if not exists (select 1 from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid where p.proname = 'greedy_spend') then
    create aggregate greedy_spend(bigint, bigint) (sfunc = greedy_spend_step, stype = bigint);
  end if;
end
$$;

-- A quarantined service is held like one that must not renew, so that the sweeps' index leaves it out; the other half
-- of `schedule.held` is in services_announce.
create or replace function parked_services_hold() returns trigger
language plpgsql as $$
begin
  update schedule c
  set held = tg_op = 'INSERT' or (s.holds & ~service_hold_bit('data_cap')) <> 0 or s.archived_at is not null
  from services s
  where s.id = coalesce(new.service_id, old.service_id) and c.service_id = s.id;
  return null;
end
$$;

create or replace trigger parked_services_hold_trigger
  after insert or delete on parked_services for each row execute function parked_services_hold();

-- What a sweep reads of a customer's services, without the wide rows, of which a hundred thousand do not stay in
-- memory.
create index if not exists services_of_customer_idx on services (customer_id) include (id, item_id, holds, throttled)
  where archived_at is null;

-- Assigns an account to one of several runners. By hash, because ids are not evenly spread: a customer's two accounts
-- are created together, so every wallet may have an odd id.
create or replace function runner_of_account(account_id bigint, runners integer) returns integer
language sql immutable as $$
  select (hashint8(account_id) & 2147483647) % runners
$$;

-- The decision of lib/recurrence/rules.ts for a whole chunk: lock schedule rows, lock wallets, spend greedily in
-- spending order, then write charges, periods, allocations, holds and the next due times. The only place where the
-- rule is duplicated in SQL; tests/integration/recurrence/{sweep-equals-rules,outcome-hash}.test.ts prove that both
-- are equal. It writes tables of other rooms because one statement per chunk is what makes 100,000 renewals a matter
-- of seconds; their triggers and constraints apply as for every command. A function, because its plan is cached from
-- chunk to chunk. The settings suit every size of chunk: from few rows to large tables, by index, whatever the
-- statistics of a growing table say.
-- `p_except` are services about which the calendar decides first: their last day is over, or a change is planned for today.
drop function if exists sweep_due_periods(timestamptz, integer, integer, integer);
create or replace function sweep_due_periods(
  p_now timestamptz, p_size integer, p_runner integer, p_runners integer, p_except bigint[])
returns table (decided integer, allocated integer, withheld integer, in_grace integer, missed integer)
language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan
set netpurse.bulk = 'bulk'
as $$
#variable_conflict use_column
begin
  -- A service that this lets online although no router accepts it is held from p_now, by trigger.
  perform set_config('netpurse.moment', p_now::text, true);
  with due as materialized (
    select service_id, customer_id, account_id, priority, next_due, next_index, mode, price_minor, tax_minor, price_id,
           quota_bytes, bonus_bytes, rollover_periods, grace_days, in_grace, anchor_local, zone, interval_count,
           interval_unit, anchor_index
    from schedule
    where not held and next_due <= p_now
      and (reprice_on is null or reprice_on > (p_now at time zone zone)::date)
      and runner_of_account(account_id, p_runners) = p_runner
      and service_id not in (select unnest(p_except))
    order by next_due, account_id, service_id limit p_size
    for update skip locked
  ),
  -- Includes all other due services of the chosen accounts, so that one statement sees a whole wallet. They are found
  -- by customer, because an index by account would be rewritten with every renewal; and one by one, because a planner
  -- free to reorder the joins would scan all services, or everything due, for each.
  others as materialized (
    select s.*
    from (select distinct account_id, customer_id from due) d
    cross join lateral (
      select id from services where customer_id = d.customer_id and archived_at is null offset 0
    ) of_customer
    cross join lateral (
      select service_id, customer_id, account_id, priority, next_due, next_index, mode, price_minor, tax_minor, price_id,
             quota_bytes, bonus_bytes, rollover_periods, grace_days, in_grace, anchor_local, zone, interval_count,
             interval_unit, anchor_index
      from schedule
      where service_id = of_customer.id and account_id = d.account_id
        and not held and next_due <= p_now
        and (reprice_on is null or reprice_on > (p_now at time zone zone)::date)
      for update skip locked
    ) s
    where of_customer.id not in (select service_id from due) and of_customer.id not in (select unnest(p_except))
  ),
  claimed as (
    select c.*,
           case when in_grace then period_start(anchor_local, zone, interval_count, interval_unit, next_index - anchor_index)
                else next_due end as next_starts,
           period_start(anchor_local, zone, interval_count, interval_unit, next_index + 1 - anchor_index) as next_ends
    from (select * from due union all select * from others) c
  ),
  -- Locks wallets in id order and reads their latest balance.
  opened as materialized (
    select c.*, w.balance_minor as opening,
           case when c.mode = 'credit_based' then greatest(w.balance_minor - w.floor_minor, 0) else 4000000000000000000 end as spendable,
           s.holds & service_hold_bit('data_cap') <> 0 as is_capped, s.throttled, i.name,
           -- A service that cannot be connected is not charged. Few services are on a router that restricts what it
           -- accepts, so the function is called only for those.
           case when i.kind = 'internet' and not router_takes(r.status, r.access_methods, s.access_method)
                then service_is_unserved(s.id) else false end as is_unserved,
           -- A period in its grace was served, so it is decided before those after it, however late that is.
           case when c.in_grace or c.next_ends > p_now then c.next_index else (
             select max(n)
             from generate_series(c.next_index, c.next_index + periods_passed_max(c.next_starts, p_now, c.interval_count, c.interval_unit)) n
             where period_start(c.anchor_local, c.zone, c.interval_count, c.interval_unit, n - c.anchor_index) <= p_now
           ) end as idx
    from claimed c
    join accounts w on w.id = c.account_id
    join services s on s.id = c.service_id
    join catalog_items i on i.id = s.item_id
    left join routers r on r.id = s.router_id
    order by c.account_id, c.priority, c.next_due, c.service_id
    for no key update of w
  ),
  unserved as (select service_id, customer_id from opened where is_unserved),
  -- Read a dozen times below, so it contains only the columns needed there.
  decided as materialized (
    select service_id, idx, customer_id, account_id, price_minor, tax_minor, price_id, paid, balance_after, starts_at, ends_at,
           quota_bytes, mode, next_index, next_due, priority, name, anchor_local, zone, interval_count, interval_unit,
           anchor_index, bonus_bytes, rollover_periods, is_capped, throttled, in_grace, grace_ends,
           case when paid then 'allocated' when grace_ends > p_now then 'in_grace' else 'withheld' end as outcome
    from (
      select *, case when not paid and grace_days > 0 and not in_grace then
        least(period_start(starts_at at time zone zone, zone, 1, 'day', grace_days), ends_at) end as grace_ends
      from (
        select o.*, spent & 1 = 1 as paid, opening - (spendable - (spent >> 1)) as balance_after,
               case when idx = next_index then next_starts
                    else period_start(anchor_local, zone, interval_count, interval_unit, idx - anchor_index) end as starts_at,
               case when idx = next_index then next_ends
                    else period_start(anchor_local, zone, interval_count, interval_unit, idx + 1 - anchor_index) end as ends_at
        from (
          select *, greedy_spend(spendable, price_minor)
            over (partition by account_id order by priority, next_due, service_id) as spent
          from opened where not is_unserved
        ) o
      ) verdicts
    ) graced
  ),
  -- The few that need reads beyond their own rows; the rest are not looked up.
  few as materialized (select * from decided where not paid or is_capped or throttled or idx > next_index),
  unpaid as (select * from few where not paid),
  refilled as (
    select service_id, customer_id, idx, throttled, is_capped from few
    where paid and quota_bytes is not null and (is_capped or throttled)
  ),
  pay_account as (
    update accounts a set balance_minor = a.balance_minor - t.total, version = a.version + 1
    from (select account_id, sum(price_minor)::bigint as total from decided where paid and price_minor > 0 group by account_id) t
    where a.id = t.account_id
  ),
  pay as (
    insert into transfers (cause_key, leg, debit_account_id, credit_account_id, amount_minor, kind, customer_account_id,
                           balance_after_minor, customer_id, service_id, at, actor, text)
    select 'period:' || l.service_id || ':' || l.idx, l.leg, l.account_id, l.to_account_id, l.amount, l.kind, l.account_id,
           l.after, l.customer_id, l.service_id, p_now, 'system:sweep-recurrences', l.name
    from (
      select d.*, 0 as leg, d.price_minor - d.tax_minor as amount, 'period' as kind, d.balance_after + d.tax_minor as after,
             (select id from accounts where kind = 'revenue' and customer_id is null) as to_account_id
      from decided d where d.paid and d.price_minor > d.tax_minor
      union all
      select d.*, 1, d.tax_minor, 'tax', d.balance_after,
             (select id from accounts where kind = 'tax' and customer_id is null)
      from decided d where d.paid and d.tax_minor > 0
    ) l
    -- Ids follow the spending order, so that the running balance is in id order.
    order by l.account_id, l.priority, l.next_due, l.service_id, l.leg
  ),
  advance as (
    update schedule s
    set next_index = d.idx + case d.outcome when 'in_grace' then 0 else 1 end,
        next_due = case d.outcome when 'in_grace' then d.grace_ends else d.ends_at end,
        in_grace = d.outcome = 'in_grace'
    from decided d where s.service_id = d.service_id
  ),
  record_missed as (
    insert into periods (service_id, index, customer_id, starts_at, ends_at, outcome, reason, price_minor, tax_minor, price_id, decided_at)
    select d.service_id, n, d.customer_id,
           period_start(d.anchor_local, d.zone, d.interval_count, d.interval_unit, n - d.anchor_index),
           period_start(d.anchor_local, d.zone, d.interval_count, d.interval_unit, n + 1 - d.anchor_index),
           'missed', 'outage', 0, 0, null, p_now
    from few d cross join lateral generate_series(d.next_index, d.idx - 1) n
    where d.idx > d.next_index
  ),
  record_current as (
    insert into periods (service_id, index, customer_id, starts_at, ends_at, outcome, reason, price_minor, tax_minor, price_id,
                         part_seconds, part_of_seconds, balance_seen_minor, granted_bytes, decided_at)
    select service_id, idx, customer_id, starts_at, ends_at, outcome, case when not paid then 'insufficient_credit' end,
           price_minor, tax_minor, price_id,
           -- What the grace served. Breaks of it are not decided here.
           case when in_grace and not paid then floor(extract(epoch from next_due - starts_at))::int end,
           case when in_grace and not paid then floor(extract(epoch from ends_at - starts_at))::int end,
           case when mode = 'credit_based' then balance_after + case when paid then price_minor else 0 end end,
           case when paid then quota_bytes + coalesce(bonus_bytes, 0) end, p_now
    from decided where outcome <> 'in_grace'
  ),
  allocate as (
    insert into allocations (service_id, customer_id, source, period_index, granted_bytes, starts_at, expires_at, created_at)
    -- The bonus first, so that data which does not roll over is used first.
    select service_id, customer_id, 'bonus', idx, bonus_bytes, starts_at, ends_at, p_now
    from decided where paid and quota_bytes is not null and bonus_bytes is not null
    union all
    select service_id, customer_id, 'period', idx, quota_bytes, starts_at,
           case when rollover_periods = 0 then ends_at
                else period_start(anchor_local, zone, interval_count, interval_unit, idx + 1 + rollover_periods - anchor_index) end,
           p_now
    from decided where paid and quota_bytes is not null
  ),
  -- Grace extends time, not data: what remains of the previous period lasts as long as the grace.
  stretch as (
    update allocations a set expires_at = d.grace_ends
    from unpaid d
    where d.outcome = 'in_grace' and a.service_id = d.service_id and a.period_index = d.next_index - 1
      and a.expires_at >= d.next_due and a.expires_at < d.grace_ends
  ),
  withhold as (
    insert into service_holds (service_id, reason, since, actor)
    select service_id, 'no_credit', p_now, 'system:sweep-recurrences' from unpaid where outcome = 'withheld' order by service_id
    on conflict do nothing
  ),
  disconnect as (
    insert into service_holds (service_id, reason, since, actor)
    select service_id, 'not_connected', p_now, 'system:connection' from unserved order by service_id
    on conflict do nothing
  ),
  refill as (
    delete from service_holds
    where service_id = any(array(select service_id from refilled)) and reason = 'data_cap'
    returning service_id
  ),
  unthrottle as (
    update services s set throttled = false from refilled d where s.id = d.service_id and d.throttled
  ),
  history as (
    insert into service_history (service_id, customer_id, at, actor, action, hold, after)
    select service_id, customer_id, p_now, 'system:sweep-recurrences', 'hold_set', 'no_credit',
           jsonb_build_object('periodIndex', idx, 'priceMinor', price_minor::text)
    from unpaid where outcome = 'withheld'
    union all
    select service_id, customer_id, p_now, 'system:sweep-recurrences', 'hold_lifted', 'data_cap',
           jsonb_build_object('periodIndex', idx)
    from refilled where service_id in (select service_id from refill)
    union all
    select service_id, customer_id, p_now, 'system:connection', 'hold_set', 'not_connected', null from unserved
  ),
  announce as (
    insert into events (event_id, name, data, customer_id)
    select 'period/withheld:' || service_id || ':' || idx, 'period/withheld',
           jsonb_build_object('serviceId', service_id, 'customerId', customer_id, 'periodIndex', idx), customer_id
    from unpaid where outcome = 'withheld'
    on conflict (event_id) do nothing
  )
  select (count(*) + (select count(*) from unserved))::int, (count(*) filter (where outcome = 'allocated'))::int,
         (count(*) filter (where outcome = 'withheld'))::int, (count(*) filter (where outcome = 'in_grace'))::int,
         coalesce(sum(idx - next_index), 0)::int
  into decided, allocated, withheld, in_grace, missed
  from decided;
  -- The row shown to staff commits with the chunk and needs no extra transaction.
  if decided > 0 then
    insert into sweep_runs (part, started_at, duration_ms, decided, allocated, withheld, in_grace, missed, parked)
    values ('due', p_now, round(extract(epoch from clock_timestamp() - statement_timestamp()) * 1000),
            decided, allocated, withheld, in_grace, missed, 0);
  end if;
  return next;
end
$$;

-- Rewritten by every renewal: free space on the page keeps the new row next to the old one.
alter table schedule set (fillfactor = 70);
alter table accounts set (fillfactor = 70);

-- A period is the line of its charge: what was paid for stays, only its end and its customer move.
create or replace function periods_keep_line() returns trigger
language plpgsql as $$
declare
  moving constant text[] := '{ends_at,stood_seconds,ended_early_at,customer_id}';
begin
  if to_jsonb(new) - moving is distinct from to_jsonb(old) - moving then
    raise exception 'a decided period keeps what was paid for' using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

create or replace trigger periods_keep_line_trigger
  before update on periods for each row execute function periods_keep_line();
