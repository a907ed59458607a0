-- The quotient, rounded half to even, the same as `mulDiv` in lib/kit/money.ts.
create or replace function half_even(numerator numeric, denominator numeric) returns bigint
language sql immutable as $$
  select case
    when mod(numerator * 2, denominator * 2) = denominator then div(numerator, denominator) + mod(div(numerator, denominator), 2)
    else div(numerator * 2 + denominator, denominator * 2)
  end::bigint
$$;

-- What the schedule row of each recurring service has to hold, with the price of its next period and how that comes
-- about, under a tax mode and a time zone: the operator's own, or those that staff are about to save. The same as
-- `refreshSchedule` in lib/recurrence; tests/integration/recurrence/terms-equal-rules.test.ts proves both equal. One
-- statement, so that it is inlined: it is compared with all services every minute.
create or replace function schedule_terms(p_tax_mode text, p_zone text)
returns table (
  service_id bigint, item_version_id bigint, quantity int, unit_price_minor bigint, is_custom boolean, list_minor bigint,
  discounts jsonb, discount_minor bigint, net_minor bigint, tax_rate_ppm int, tax_mode text, tax_minor bigint,
  gross_minor bigint, gives_back text, due_minor bigint, due_tax_minor bigint, starts_at timestamptz, mode text,
  interval_count int, interval_unit text, reprice_on date, quota_bytes bigint, bonus_bytes bigint, rollover_periods int,
  grace_days int, priority int, as_is schedule)
language sql stable as $$
  select c.service_id, v.id, s.quantity, l.unit_minor, l.is_custom, l.list_minor, coalesce(nullif(d.discounts -> 'applied', 'null'), '[]'), l.list_minor - x.amount_minor,
    g.net_minor, v.tax_rate_ppm, p_tax_mode, g.tax_minor, g.net_minor + g.tax_minor,
    case when v.refunds_unused then v.unused_by else 'never' end,
    g.net_minor + g.tax_minor + f.net_minor + f.tax_minor, g.tax_minor + f.tax_minor,
    t.starts_at, s.recurrence_mode, s.interval_count, s.interval_unit,
    -- Decided one by one: see `isDecidedAlone` in lib/recurrence/decide-period.ts.
    case when s.recurrence_mode = 'none' or n.is_planned or s.change_fee_minor > 0 or c.grace_breaks is not null
         then (c.next_due at time zone p_zone)::date
         when not t.is_discounted then null
         else (
           select min(edge) from service_discounts e cross join lateral (values (e.start_date), (e.end_date + 1)) edges(edge)
           where e.service_id = s.id and edge > t.day
         ) end,
    v.data_limit_bytes * s.quantity, v.bonus_data_bytes * s.quantity, v.rollover_periods, v.grace_days, s.priority, c
  from schedule c
  join services s on s.id = c.service_id and s.interval_count is not null
  join catalog_items i on i.id = s.item_id
  left join catalog_item_versions nv on nv.id = s.next_item_version_id
  left join catalog_items ni on ni.id = nv.item_id
  left join routers r on r.id = s.router_id
  cross join lateral (
    select coalesce(nv.item_id = s.item_id or (ni.kind = i.kind and nv.interval_count is not null), false) as is_planned
  ) n
  -- Planned terms wait for the end of a grace, and for a router out of service that serves the service as before.
  cross join lateral (
    select n.is_planned and not c.in_grace
      and not (i.kind = 'internet' and coalesce(r.status = 'off', false) and not service_is_unserved(s.id)) as are_planned
  ) ahead
  join catalog_item_versions v on v.id = case when ahead.are_planned then s.next_item_version_id else s.item_version_id end
  cross join lateral (
    select case when c.in_grace then period_start(c.anchor_local, c.zone, c.interval_count, c.interval_unit, c.next_index - c.anchor_index)
                else c.next_due end as starts_at
  ) st
  -- `offset 0` has each of these computed once, instead of wherever it is used.
  cross join lateral (
    select st.starts_at, (st.starts_at at time zone p_zone)::date as day,
           exists (select 1 from service_discounts h where h.service_id = s.id) as is_discounted offset 0
  ) t
  cross join lateral (
    select s.custom_price_minor is not null and v.item_id = s.item_id as is_custom
  ) k
  cross join lateral (
    select k.is_custom, case when k.is_custom then s.custom_price_minor else v.unit_price_minor end as unit_minor,
           case when k.is_custom then s.custom_price_minor else v.unit_price_minor end * s.quantity as list_minor
  ) l
  -- The largest single discount, then the stackable ones; the last takes no more than is left of the list price.
  cross join lateral (
    select case when t.is_discounted then (
      select jsonb_build_object('taken', sum(taken), 'applied', jsonb_agg(
        case kind when 'percent' then jsonb_build_object('kind', kind, 'percentPpm', percent_ppm, 'worthMinor', taken::text)
                  else jsonb_build_object('kind', kind, 'amountMinor', amount_minor::text, 'worthMinor', taken::text) end
        order by place))
      from (
        select p.*, least(worth, greatest(l.list_minor - coalesce(sum(worth) over (
          order by place rows between unbounded preceding and 1 preceding), 0), 0))::bigint as taken
        from (
          select w.*, row_number() over (order by stackable, case when stackable then 0 else -worth end, id) as place
          from (
            select o.*, case o.kind when 'percent' then half_even(l.list_minor::numeric * o.percent_ppm, 1000000) else o.amount_minor end as worth
            from service_discounts o
            where o.service_id = s.id and o.start_date <= t.day and (o.end_date is null or t.day <= o.end_date)
          ) w
        ) p
        where stackable or place = 1
      ) applied
    ) end as discounts offset 0
  ) d
  cross join lateral (
    select l.list_minor - coalesce((d.discounts ->> 'taken')::bigint, 0) as amount_minor, v.tax_rate_ppm as rate,
           case p_tax_mode when 'exclusive' then 1000000 else 1000000 + v.tax_rate_ppm end as base,
           (s.change_fee_minor + case when ahead.are_planned then s.next_fee_minor else 0 end) * s.quantity as fee_minor offset 0
  ) x
  cross join lateral (
    select case when x.rate = 0 then 0 else half_even(x.amount_minor::numeric * x.rate, x.base) end as tax_minor,
           case when x.rate = 0 or x.fee_minor = 0 then 0 else half_even(x.fee_minor::numeric * x.rate, x.base) end as fee_tax_minor offset 0
  ) a
  cross join lateral (
    select a.tax_minor, x.amount_minor - case p_tax_mode when 'exclusive' then 0 else a.tax_minor end as net_minor
  ) g
  cross join lateral (
    select a.fee_tax_minor as tax_minor, x.fee_minor - case p_tax_mode when 'exclusive' then 0 else a.fee_tax_minor end as net_minor
  ) f
$$;

-- The anchor of a recurrence that follows a time zone from its next period on: the same one, where that starts the
-- period at the same moment, otherwise the moment itself. The same as `inZone` in lib/recurrence/rules.ts.
create or replace function anchor_in_zone(c schedule, starts_at timestamptz, p_zone text)
returns table (anchor_local timestamp, anchor_index int)
language sql stable as $$
  select case when keeps then local else date_trunc('second', starts_at at time zone p_zone) end,
         case when keeps then c.anchor_index else c.next_index end
  from (select case when c.zone = p_zone then c.anchor_local else (c.anchor_local at time zone c.zone) at time zone p_zone end as local) moved
  cross join lateral (
    select c.zone = p_zone
      or period_start(local, p_zone, c.interval_count, c.interval_unit, c.next_index - c.anchor_index) = starts_at as keeps
  ) same
$$;

-- The services whose schedule row differs from what it has to hold. Of a row that is decided one by one, only the time
-- zone counts: everything else is computed when it is due.
create or replace function stale_schedules(p_tax_mode text, p_zone text)
returns table (service_id bigint)
language sql stable as $$
  select e.service_id
  from schedule_terms(p_tax_mode, p_zone) e
  left join prices p on p.id = (e.as_is).price_id
  where (e.as_is).zone is distinct from p_zone
    or coalesce((e.as_is).reprice_on > ((e.as_is).next_due at time zone (e.as_is).zone)::date, true) and (
      ((e.as_is).price_minor, (e.as_is).tax_minor, (e.as_is).mode, (e.as_is).interval_count, (e.as_is).interval_unit,
       (e.as_is).reprice_on, (e.as_is).quota_bytes, (e.as_is).bonus_bytes, (e.as_is).rollover_periods,
       (e.as_is).grace_days, (e.as_is).priority)
        is distinct from
      (e.due_minor, e.due_tax_minor, e.mode, e.interval_count, e.interval_unit, e.reprice_on, e.quota_bytes, e.bonus_bytes,
       e.rollover_periods, e.grace_days, e.priority)
      or (p.item_version_id, p.quantity, p.unit_price_minor, p.is_custom, p.discounts, p.tax_rate_ppm, p.tax_mode,
          p.tax_minor, p.gross_minor, p.gives_back)
        is distinct from
         (e.item_version_id, e.quantity, e.unit_price_minor, e.is_custom, e.discounts, e.tax_rate_ppm, e.tax_mode,
          e.tax_minor, e.gross_minor, e.gives_back))
$$;
