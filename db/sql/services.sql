-- The bit of a hold reason in services.holds. The order is that of holdReasons in lib/kit/words.ts; a test proves
-- both equal.
create or replace function service_hold_bit(reason text) returns integer
language sql immutable as $$
  select 1 << (array_position(
    array['not_started', 'unpaid', 'waiting', 'customer_inactive', 'customer_blocked', 'no_credit',
          'paused', 'staff_stopped', 'dispute', 'data_cap', 'ended', 'staff_disabled', 'not_connected',
          'router_refused'],
    reason) - 1)
$$;

-- The bits of every hold that causes a status, the same as `holdMask` in lib/kit/words.ts; a test proves both equal.
create or replace function service_hold_mask(status text) returns integer
language sql immutable as $$
  select case status when 'pending' then 12295 when 'stopped' then 504 when 'disabled' then 3584 end
$$;

-- The same table as the generated column services.status, for triggers that run before it is computed.
create or replace function service_status(holds integer, archived boolean) returns text
language sql immutable as $$
  select case
    when archived then 'archived'
    when holds & service_hold_mask('pending') <> 0 then 'pending'
    when holds & service_hold_mask('stopped') <> 0 then 'stopped'
    when holds & service_hold_mask('disabled') <> 0 then 'disabled'
    else 'active'
  end
$$;

-- The status that a router applies. A service that the router refused is pushed again as if nothing held it, so adding
-- or lifting that hold changes nothing there. The same as `statusOnRouter` in lib/services/rules.ts.
create or replace function service_status_on_router(holds integer, archived boolean) returns text
language sql immutable as $$
  select service_status(holds & ~service_hold_bit('router_refused'), archived)
$$;

-- Stopped or Disabled, or to be so once it is no longer Pending: it is not expected to be online.
create or replace function service_is_off(holds integer) returns boolean
language sql immutable as $$
  select holds & (service_hold_mask('stopped') | service_hold_mask('disabled')) <> 0
$$;

-- Whether a service that waits for this one may start: it runs, or stands still only because its data is used up.
create or replace function service_has_begun(holds integer, archived boolean) returns boolean
language sql immutable as $$
  select not archived and holds & ~service_hold_bit('data_cap') = 0
$$;

-- services.holds mirrors service_holds. Schedule rows are locked first, in id order, because the sweep locks them
-- before it sets a hold: one order everywhere, no deadlock.
create or replace function service_holds_mirror() returns trigger
language plpgsql as $$
begin
  if not exists (select 1 from touched) then
    return null;
  end if;
  perform 1 from schedule where service_id in (select service_id from touched) order by service_id for update;
  perform 1 from services where id in (select service_id from touched) order by id for no key update;
  update services s
  set holds = coalesce((
    select bit_or(service_hold_bit(h.reason)) from service_holds h where h.service_id = s.id), 0)
  where s.id in (select service_id from touched);
  return null;
end
$$;

create or replace trigger service_holds_insert_trigger
  after insert on service_holds referencing new table as touched
  for each statement execute function service_holds_mirror();
create or replace trigger service_holds_delete_trigger
  after delete on service_holds referencing old table as touched
  for each statement execute function service_holds_mirror();

-- Every change that affects the router raises the desired version, so that no command can forget it.
create or replace function services_desire() returns trigger
language plpgsql as $$
begin
  -- The same password under another encryption key is no change for a router.
  if current_setting('netpurse.resealing', true) = 'on' then
    return new;
  end if;
  if new.desired_version = old.desired_version and (
    service_status_on_router(new.holds, new.archived_at is not null)
      is distinct from service_status_on_router(old.holds, old.archived_at is not null)
    or (new.router_id, new.access_method, new.login, new.password_sealed, new.ipv4_mode, new.ipv4_address,
        new.ipv4_pool_id, new.ipv6_prefix, new.mac_addresses, new.port_id, new.item_version_id, new.throttled)
      is distinct from
       (old.router_id, old.access_method, old.login, old.password_sealed, old.ipv4_mode, old.ipv4_address,
        old.ipv4_pool_id, old.ipv6_prefix, old.mac_addresses, old.port_id, old.item_version_id, old.throttled)
  ) then
    new.desired_version := old.desired_version + 1;
  end if;
  return new;
end
$$;

create or replace trigger services_desire_trigger
  before update on services for each row execute function services_desire();

-- Whether a service can be connected: it has a router and what its access method needs there. The same as
-- `missingMeans` in lib/services/rules/connection.ts; a test proves both equal.
create or replace function service_has_means(
  router_id bigint, access_method text, login text, ipv4_mode text, mac_addresses text[]) returns boolean
language sql immutable as $$
  select router_id is not null and coalesce(case access_method
    when 'pppoe' then login <> ''
    when 'hotspot' then login <> ''
    when 'static' then ipv4_mode = 'permanent' or (ipv4_mode = 'dynamic' and cardinality(mac_addresses) > 0)
  end, false)
$$;

-- One `router/dirty` per router and transaction, one `service/changed` per service and version. Old and new rows are
-- compared as sets and by groups: a join of the two, which have no index, would compare every pair.
create or replace function services_announce() returns trigger
language plpgsql as $$
begin
  insert into events (event_id, name, data)
  select 'router/dirty:' || router_id || ':' || pg_current_xact_id(), 'router/dirty',
         jsonb_build_object('routerId', router_id)
  from (
    select router_id from (
      select id, router_id, desired_version from new_rows except select id, router_id, desired_version from old_rows) now_other
    union
    select router_id from (
      select id, router_id from old_rows except select id, router_id from new_rows) left_behind
  ) dirty
  where router_id is not null
  on conflict (event_id) do nothing;

  insert into events (event_id, name, data, customer_id)
  select 'service/changed:' || n.id || ':' || n.desired_version, 'service/changed',
         jsonb_build_object('serviceId', n.id, 'customerId', n.customer_id), n.customer_id
  from (
    select id, max(desired_version) as desired_version, max(customer_id) filter (where is_new) as customer_id
    from (
      select id, desired_version, customer_id, true as is_new from new_rows
      union all
      select id, desired_version, customer_id, false from old_rows
    ) versions
    group by id having min(desired_version) <> max(desired_version)
  ) n
  on conflict (event_id) do nothing;

  update schedule c
  set held = n.held
  from (
    select id, (holds & ~service_hold_bit('data_cap')) <> 0 or archived_at is not null
             or exists (select 1 from parked_services p where p.service_id = new_rows.id) as held
    from new_rows
  ) n
  where c.service_id = n.id and c.held is distinct from n.held;
  return null;
end
$$;

create or replace trigger services_announce_trigger
  after update on services referencing old table as old_rows new table as new_rows
  for each statement execute function services_announce();

create or replace function services_announce_new() returns trigger
language plpgsql as $$
begin
  insert into events (event_id, name, data)
  select distinct 'router/dirty:' || router_id || ':' || pg_current_xact_id(), 'router/dirty',
         jsonb_build_object('routerId', router_id)
  from new_rows where router_id is not null
  on conflict (event_id) do nothing;
  return null;
end
$$;

create or replace trigger services_announce_new_trigger
  after insert on services referencing new table as new_rows
  for each statement execute function services_announce_new();

-- The moment of the current change if the row does not contain it: lifting a hold leaves `updated_at` unchanged. Set
-- by commands that lift holds, for the rest of their transaction.
create or replace function moment_of_change() returns timestamptz
language sql stable as $$
  select nullif(current_setting('netpurse.moment', true), '')::timestamptz
$$;

-- Holds a plan that can no longer be connected, whichever command caused that, from the moment of the change; and one
-- whose router neither accepts nor already serves it. A Stopped or Disabled service is not meant to be online anyway
-- and stays unchanged. Lifting the hold also restores time and charges, so lib/lifecycle/connect-service.ts does it.
-- Its trigger name sorts after services_announce, which sets `schedule.held` from the rows as the statement left them
-- and would undo what this one does to them.
create or replace function services_lose_means() returns trigger
language plpgsql as $$
begin
  with bare as (
    select n.id, n.customer_id,
           -- Never before the router was disabled.
           greatest(n.updated_at, moment_of_change(),
             case when not router_takes(r.status, r.access_methods, n.access_method) then r.updated_at end) as since
    from new_rows n join catalog_items i on i.id = n.item_id and i.kind = 'internet'
    left join routers r on r.id = n.router_id
    left join service_router_states st on st.service_id = n.id and st.router_id = n.router_id
      and not router_takes(r.status, r.access_methods, n.access_method)
    where n.archived_at is null and n.holds & service_hold_bit('not_connected') = 0
      and (not service_has_means(n.router_id, n.access_method, n.login, n.ipv4_mode, n.mac_addresses)
        or not router_takes(r.status, r.access_methods, n.access_method) and not service_is_off(n.holds)
          and not service_is_served(r.status, n.access_method, st.applied_level, st.attempted_level, st.applied_rows))
  ), held as (
    insert into service_holds (service_id, reason, since, actor)
    select id, 'not_connected', since, 'system:connection' from bare order by id
    on conflict do nothing returning service_id
  )
  insert into service_history (service_id, customer_id, at, actor, action, hold)
  select b.id, b.customer_id, b.since, 'system:connection', 'hold_set', 'not_connected'
  from held h join bare b on b.id = h.service_id;
  return null;
end
$$;

create or replace trigger services_lose_means_trigger
  after update on services referencing new table as new_rows
  for each statement execute function services_lose_means();
create or replace trigger services_lose_means_new_trigger
  after insert on services referencing new table as new_rows
  for each statement execute function services_lose_means();

-- A service without a password of its own uses the customer's, so a new one must reach the router too.
create or replace function customers_password_changed() returns trigger
language plpgsql as $$
begin
  if current_setting('netpurse.resealing', true) = 'on' then
    return null;
  end if;
  update services set desired_version = desired_version + 1
  where customer_id = new.id and password_sealed is null and archived_at is null;
  return null;
end
$$;

create or replace trigger customers_password_trigger
  after update of service_password_sealed on customers for each row
  when (old.service_password_sealed is distinct from new.service_password_sealed)
  execute function customers_password_changed();

-- Customer networks of live services never overlap. Archiving deletes a service's network rows, so the constraint
-- needs no condition.
do $$
begin
  if not exists (select 1 from pg_constraint where conname = 'service_networks_network_excl') then
    alter table service_networks
      add constraint service_networks_network_excl exclude using gist (network inet_ops with &&);
  end if;
  if not exists (select 1 from pg_constraint where conname = 'networks_cidr_excl') then
    alter table networks add constraint networks_cidr_excl exclude using gist (cidr inet_ops with &&);
  end if;
end
$$;

-- Upgrade: services that predate this hold, or its check of the router. Their paid time stands still from now on and
-- continues once they are connected. The number of services is reported as a warning.
do $$
declare
  held integer;
begin
  with bare as (
    select s.id, s.customer_id from services s
    join catalog_items i on i.id = s.item_id and i.kind = 'internet'
    left join routers r on r.id = s.router_id
    left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where s.archived_at is null and s.holds & service_hold_bit('not_connected') = 0
      and (not service_has_means(s.router_id, s.access_method, s.login, s.ipv4_mode, s.mac_addresses)
        or (not router_takes(r.status, r.access_methods, s.access_method) and not service_is_off(s.holds)
          and not service_is_served(r.status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows)))
  ), told as (
    insert into service_history (service_id, customer_id, at, actor, action, hold)
    select id, customer_id, now(), 'system:connection', 'hold_set', 'not_connected' from bare
  ), put as (
    insert into service_holds (service_id, reason, since, actor)
    select id, 'not_connected', now(), 'system:connection' from bare order by id
    on conflict do nothing
    returning 1
  )
  select count(*) into held from put;
  if held > 0 then
    raise warning 'Services set to Pending, because no router can connect them now: %. Their paid time stands still until one can. They are listed under Services, reason Not connected.', held;
  end if;
end
$$;

-- Upgrade: planned changes of plan without a recorded planner. Those that an order of the customer requested are the
-- customer's to cancel. No person is named.
update services s
set next_planned_by = 'subscriber:0', next_planned_at = o.settled_at
from catalog_item_versions v, orders o
where s.next_planned_by is null and v.id = s.next_item_version_id and v.item_id <> s.item_id
  and o.service_id = s.id and o.customer_id = s.customer_id and o.kind = 'plan_change' and o.state = 'executed'
  and o.payload ->> 'moment' = 'period_end' and (o.payload ->> 'itemId')::bigint = v.item_id;
