-- Start of the n-th period after an anchor: the twin of periodStart in lib/kit/time.ts. Months clamp to
-- their last day; a skipped wall clock moves on by the gap, a doubled one is its second occurrence.
create or replace function period_start(anchor timestamp, zone text, count integer, unit text, n integer)
returns timestamptz
language sql immutable as $$
  select (anchor + case unit
    when 'day' then make_interval(days => count * n)
    when 'week' then make_interval(weeks => count * n)
    else make_interval(months => count * n)
  end) at time zone zone
$$;

-- What is left after paying, in order, each price that still fits: a window over a customer's due
-- services. A price that does not fit is passed over and does not block a cheaper one behind it.
create or replace function greedy_step(state bigint, opening bigint, price bigint) returns bigint
language sql immutable as $$
  select case when price <= coalesce(state, opening) then coalesce(state, opening) - price
              else coalesce(state, opening) end
$$;

do $$
begin
  if not exists (select 1 from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid where p.proname = 'greedy_left') then
    create aggregate greedy_left(bigint, bigint) (sfunc = greedy_step, stype = bigint);
  end if;
end
$$;
