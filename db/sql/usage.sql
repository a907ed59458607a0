-- Raw samples: the usage of one service between two polls of one router. Kept for days, so that recent hours can be
-- drawn at full resolution and a booking can be checked. Partitioned by UTC day, because dropping a partition costs
-- nothing and deleting its rows costs a second per hour. Hours without usage have no row.
create table if not exists usage_samples (
  service_id bigint not null,
  polled_at timestamptz not null,
  router_id bigint not null,
  down_bytes bigint not null,
  up_bytes bigint not null,
  -- Covering: a graph of one service is read from the index alone. Usage booked for one instant (two sessions of a
  -- login, each read before it was disconnected) is summed in one row.
  constraint usage_samples_pk primary key (service_id, polled_at, router_id) include (down_bytes, up_bytes)
) partition by range (polled_at);

-- Creates the partition that contains the given moment. The table is attached when complete, which unlike CREATE …
-- PARTITION OF neither waits for nor blocks transactions that are booking into other partitions. Runs as the owner of
-- the tables, because the product's own role cannot create or drop any.
create or replace function usage_samples_partition(moment timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day date := (moment at time zone 'UTC')::date;
  part text := 'usage_samples_' || to_char(day, 'YYYYMMDD');
begin
  if to_regclass(part) is not null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtext('usage_samples_partition'));
  if to_regclass(part) is not null then
    return;
  end if;
  execute format('create table %I (like usage_samples including all)', part);
  execute format(
    'alter table usage_samples attach partition %I for values from (%L) to (%L)',
    part, day::text || ' 00:00:00+00', (day + 1)::text || ' 00:00:00+00'
  );
end
$$;

-- Drops the partitions whose whole UTC day is before `before`; returns their number. A partition that is being read
-- is left for the next run, because waiting for it would queue every booking behind this lock.
create or replace function usage_samples_prune(before timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '500ms' as $$
declare
  part text;
  dropped integer := 0;
begin
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'usage_samples'::regclass
      and to_date(right(c.relname, 8), 'YYYYMMDD') < (before at time zone 'UTC')::date
    order by c.relname
  loop
    begin
      execute format('drop table %I', part);
      dropped := dropped + 1;
    exception when lock_not_available then
      null;
    end;
  end loop;
  return dropped;
end
$$;

-- The hours of a new usage day: zeros, and `bytes` in the one just measured (counted from 1).
create or replace function usage_hours(hours integer, slot integer, bytes bigint) returns bigint[]
language sql immutable as $$
  select array_fill(0::bigint, array[slot - 1]) || bytes || array_fill(0::bigint, array[hours - slot])
$$;

-- Rewritten by every poll: free space on the page lets updates skip the indexes (HOT).
alter table usage_counters set (fillfactor = 50);
alter table usage_periods set (fillfactor = 50);
alter table usage_months set (fillfactor = 70);
alter table allocations set (fillfactor = 70);
-- Rewritten on one day and kept for a year: a little free space, not a third of the disk.
alter table usage_days set (fillfactor = 90);

-- Records the terms a service leaves, which traffic until now is checked against. Uses the command's own moment if it
-- has set one.
create or replace function usage_past_terms_note() returns trigger
language plpgsql as $$
begin
  insert into usage_past_terms (service_id, item_version_id, ended_at)
  values (old.id, old.item_version_id,
          case when new.updated_at is distinct from old.updated_at then new.updated_at else now() end)
  on conflict (service_id, item_version_id) do update set ended_at = excluded.ended_at;
  return null;
end
$$;

create or replace trigger usage_past_terms_trigger
  after update of item_version_id on services for each row
  when (old.item_version_id is distinct from new.item_version_id)
  execute function usage_past_terms_note();
