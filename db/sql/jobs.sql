-- Wakes the job executor and refreshes open pages as soon as the inserting transaction commits. Statement-level: a
-- sweep that inserts thousands of events costs one pass, and NOTIFY merges equal payloads of a transaction. Above 200
-- rows every open page refreshes instead.
create or replace function events_notify() returns trigger
language plpgsql as $$
begin
  -- A sweep chunk without events wakes no one.
  if not exists (select 1 from inserted) then
    return null;
  end if;
  -- The position is null until commit. An existing one belongs to another server's transaction with the same id, from
  -- a restored backup.
  insert into event_commits as known (transaction_id) values (pg_current_xact_id())
  on conflict (transaction_id) do update set position = null where known.position is not null;
  -- Functions that write in bulk set `netpurse.bulk`, because no run waits for their events.
  perform pg_notify('netpurse_jobs', coalesce(current_setting('netpurse.bulk', true), ''));
  if (select count(*) from (select 1 from inserted where customer_id is not null limit 201) capped) > 200 then
    perform pg_notify('netpurse_live', '{"all":true}');
  else
    perform pg_notify(
      'netpurse_live',
      json_build_object('customerId', customer_id, 'names', array_agg(distinct name))::text
    )
    from inserted
    where customer_id is not null
    group by customer_id;
  end if;
  return null;
end
$$;

create or replace trigger events_notify_trigger
  after insert on events
  referencing new table as inserted
  for each statement execute function events_notify();

create sequence if not exists event_commits_position_seq;

-- Assigns a transaction its position in commit order, as the last action before it commits. The lock is held until
-- the commit is visible, so positions are visible in order. It costs no concurrency: a transaction that notifies
-- (events_notify above) commits under such a lock of PostgreSQL anyway.
create or replace function event_commits_place() returns trigger
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(28272, 3);
  update event_commits set position = nextval('event_commits_position_seq')
  where transaction_id = new.transaction_id and position is null;
  return null;
end
$$;

drop trigger if exists event_commits_place_trigger on event_commits;
create constraint trigger event_commits_place_trigger
  after insert or update on event_commits
  deferrable initially deferred
  for each row when (new.position is null) execute function event_commits_place();

-- Events without a position, from before positions existed or from a backup, are delivered first.
insert into event_commits (transaction_id, position)
select distinct transaction_id, 0 from events where delivered_at is null
on conflict (transaction_id) do nothing;

-- Leases up to p_count due calls to one executor, within the limit of each concurrency key, and returns them. A
-- function, because leased calls must be counted after the lock is held (each statement in it sees what the previous
-- claimer committed) and because its plan is cached. The lock's numbers are those of lib/jobs/engine/context.ts.
create or replace function job_claim(
  p_functions text[], p_now timestamptz, p_count int, p_until timestamptz, p_token text
) returns setof job_queue
language plpgsql as $$
declare
  call record;
  used jsonb := '{}';
  slot_used int;
  outer_used int;
  chosen bigint[] := '{}';
begin
  perform pg_advisory_xact_lock(28272, 2);
  -- Iterates over the distinct keys through their index and reads the head of each: a long queue behind a saturated
  -- key neither hides other keys nor is scanned.
  for call in
    with recursive
    in_flight as materialized (
      select keys.key, count(*)::int as used
      from job_queue cross join lateral (values (slot_key), (outer_key)) keys (key)
      where lease_token is not null and leased_until > p_now and keys.key is not null
      group by keys.key
    ),
    heads as (
      (select q.slot_key from job_queue q order by q.slot_key limit 1)
      union all
      select (select q.slot_key from job_queue q where q.slot_key > heads.slot_key
        order by q.slot_key limit 1)
      from heads where heads.slot_key is not null
    )
    select due.*, coalesce(slot.used, 0) as slot_in_flight
    from heads
    left join in_flight slot on slot.key = heads.slot_key
    cross join lateral (
      select q.id, q.slot_key, q.slot_limit, q.outer_key, q.outer_limit, q.rank_at,
        coalesce(wide.used, 0) as outer_in_flight
      from job_queue q
      left join in_flight wide on wide.key = q.outer_key
      where q.slot_key = heads.slot_key
        and q.due_at <= p_now
        and (q.lease_token is null or q.leased_until <= p_now)
        and q.function_id = any (p_functions)
        and (q.slot_limit is null or coalesce(slot.used, 0) < q.slot_limit)
        and (q.outer_limit is null or coalesce(wide.used, 0) < q.outer_limit)
      order by q.rank_at, q.id
      limit p_count
    ) due
    order by due.rank_at, due.id
  loop
    slot_used := coalesce((used ->> call.slot_key)::int, call.slot_in_flight);
    continue when call.slot_limit is not null and slot_used >= call.slot_limit;
    if call.outer_key is not null then
      outer_used := coalesce((used ->> call.outer_key)::int, call.outer_in_flight);
      continue when outer_used >= call.outer_limit;
      used := used || jsonb_build_object(call.outer_key, outer_used + 1);
    end if;
    used := used || jsonb_build_object(call.slot_key, slot_used + 1);
    chosen := chosen || call.id;
    exit when cardinality(chosen) = p_count;
  end loop;
  -- Skips a row that a finishing run is deleting instead of waiting for it, so no lock order is needed.
  return query
    with free as (
      select q.id from job_queue q
      where q.id = any (chosen) and (q.lease_token is null or q.leased_until <= p_now)
      for update skip locked
    )
    update job_queue q
    set interruptions = q.interruptions + case when q.lease_token is null then 0 else 1 end,
      lease_token = p_token,
      leased_until = p_until
    from free where q.id = free.id
    returning q.*;
end
$$;

-- Returns the next moment at which anything becomes due for these functions by time alone. Calls that are due but
-- could not be claimed are left out: whatever frees them (a finished call) wakes its executor itself.
create or replace function job_next_wake(p_functions text[], p_now timestamptz)
returns timestamptz
language plpgsql stable as $$
begin
  return least(
    (select min(due_at) from job_queue where due_at > p_now),
    (select min(leased_until) from job_queue
      where lease_token is not null and function_id = any (p_functions)),
    (select min(until) from job_waits),
    (select min(fire_at) from job_pending where function_id = any (p_functions)),
    (select min(next_at) from job_crons where function_id = any (p_functions)),
    (select min(start_by) from job_runs where status = 'queued' and start_by is not null),
    (select min(finish_by) from job_runs where status = 'running' and finish_by is not null),
    (select min(not_before) from events where delivered_at is null and not_before > p_now)
  );
end
$$;
