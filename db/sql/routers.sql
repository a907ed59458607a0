-- What a router should have also depends on tables other than services: changes to them raise the version too.
create or replace function service_networks_desire() returns trigger
language plpgsql as $$
begin
  update services set desired_version = desired_version + 1
  where id in (select service_id from touched) and archived_at is null;
  return null;
end
$$;

create or replace trigger service_networks_insert_trigger
  after insert on service_networks referencing new table as touched
  for each statement execute function service_networks_desire();
create or replace trigger service_networks_delete_trigger
  after delete on service_networks referencing old table as touched
  for each statement execute function service_networks_desire();

-- A pool is also a row on its router. Services that take their addresses from it are pushed again as well; without a
-- named pool that is the router's first.
create or replace function ip_pools_desire() returns trigger
language plpgsql as $$
declare
  pool ip_pools := coalesce(new, old);
begin
  insert into events (event_id, name, data)
  values ('router/dirty:' || pool.router_id || ':' || pg_current_xact_id(), 'router/dirty',
          jsonb_build_object('routerId', pool.router_id))
  on conflict (event_id) do nothing;
  if tg_op <> 'DELETE' then
    update services set desired_version = desired_version + 1
    where router_id = new.router_id and ipv4_mode = 'dynamic' and archived_at is null
      and (ipv4_pool_id = new.id or ipv4_pool_id is null);
  end if;
  return null;
end
$$;

create or replace trigger ip_pools_desire_trigger
  after insert or delete or update of name, first_address, last_address on ip_pools
  for each row execute function ip_pools_desire();

-- Whether a router with this status accepts services that are new to it. Nothing is pushed to a disabled router, and
-- nobody knows yet whether one that never responded can serve anyone. The same as `doesRouterTake` in
-- lib/kit/router-words.ts; a test proves both equal.
create or replace function router_is_taking(status text) returns boolean
language sql immutable as $$
  select coalesce(status not in ('off', 'new'), false)
$$;

-- Whether a router accepts a service that is new to it. No router is given an access method that staff do not offer
-- there.
create or replace function router_takes(status text, access_methods text[], access_method text) returns boolean
language sql immutable as $$
  select coalesce(router_is_taking(status) and access_method = any(access_methods), false)
$$;

-- Whether the level a router confirmed, and any lower one it may have applied since, lets a service online. The same
-- as `isServedAt` in lib/routers/rules/service-level.ts; a test proves both equal.
create or replace function router_serves(applied_level integer, attempted_level integer) returns boolean
language sql immutable as $$
  select least(coalesce(applied_level, 0), attempted_level) >= 3
$$;

-- Whether a service stays with its router although that would not accept it now. Nothing is pushed to a disabled
-- router, so it continues to serve every service it lets online. A router in use keeps services with an access method
-- that is no longer offered, even while they are stopped, because it can let them online again. Takes columns rather
-- than ids, so that it is inlined into queries over many services.
create or replace function service_is_served(
  router_status text, access_method text, applied_level integer, attempted_level integer, applied_rows jsonb)
returns boolean
language sql immutable as $$
  select coalesce(case
    when router_status = 'off' then router_serves(applied_level, attempted_level)
    else least(applied_level, attempted_level) >= 1 and access_method = case
      when applied_rows @> '[{"menu": "/ppp/secret"}]' then 'pppoe'
      when applied_rows @> '[{"menu": "/ip/hotspot/user"}]' then 'hotspot'
      else 'static' end
  end, false)
$$;

-- Whether a router out of service serves a service at its reduced rate. It can't be told to lift that, so no period and
-- no data can be sold: neither would be delivered.
create or replace function service_is_slowed_for_good(
  router_status text, applied_level integer, attempted_level integer) returns boolean
language sql immutable as $$
  select coalesce(router_status = 'off' and least(coalesce(applied_level, 0), attempted_level) = 3, false)
$$;

-- Whether the router of a plan can neither connect it now nor already serves it. Nothing is charged for it then. The
-- sweep, orders and pages all decide with this function. False for a service that does not exist.
create or replace function service_is_unserved(of_service_id bigint) returns boolean
language sql stable as $$
  select coalesce((
    select i.kind = 'internet' and not router_takes(r.status, r.access_methods, s.access_method)
      and (service_is_slowed_for_good(r.status, st.applied_level, st.attempted_level)
        or not service_is_served(r.status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows))
    from services s join catalog_items i on i.id = s.item_id
    left join routers r on r.id = s.router_id
    left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
    where s.id = of_service_id), false)
$$;

-- Whether the router of a service is disabled. Nothing is pushed to it, so it continues to serve the plan it has.
create or replace function service_is_frozen(of_service_id bigint) returns boolean
language sql stable as $$
  select coalesce((
    select r.status = 'off' from services s join routers r on r.id = s.router_id where s.id = of_service_id), false)
$$;

-- Whether the router of a service is in use and cannot be worked with at present: it does not respond, or it refuses our
-- login. Another plan would change nothing then.
create or replace function service_router_is_away(of_service_id bigint) returns boolean
language sql stable as $$
  select coalesce((
    select r.status in ('unreachable', 'refused')
    from services s join routers r on r.id = s.router_id where s.id = of_service_id), false)
$$;

-- Returns the services of a router that it would not take in this status and with these access methods. `stays` marks
-- those it keeps all the same, `is_off` those that are stopped or disabled.
create or replace function services_not_taken(at_router_id bigint, as_status text, with_methods text[])
returns table (service_id bigint, customer_id bigint, access_method text, holds integer, stays boolean, is_off boolean)
language plpgsql stable as $$
begin
  return query
  select s.id, s.customer_id, s.access_method, s.holds,
    service_is_served(as_status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows),
    service_is_off(s.holds)
  from services s join catalog_items i on i.id = s.item_id and i.kind = 'internet'
  left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
  where s.router_id = at_router_id and s.archived_at is null
    and service_has_means(s.router_id, s.access_method, s.login, s.ipv4_mode, s.mac_addresses)
    and not router_takes(as_status, with_methods, s.access_method);
end
$$;

-- When a router accepts fewer services, it keeps those it serves; services that only wait for it are held from that
-- moment. Existing holds are not checked first: the insert waits for a hold that is concurrently being lifted, and
-- then sets it again.
create or replace function routers_stop_taking() returns trigger
language plpgsql as $$
begin
  with waiting as (
    select w.service_id as id, w.customer_id from services_not_taken(new.id, new.status, new.access_methods) w
    where not w.stays and not w.is_off
  ), held as (
    insert into service_holds (service_id, reason, since, actor)
    select id, 'not_connected', new.updated_at, 'system:connection' from waiting order by id
    on conflict do nothing returning service_id
  )
  insert into service_history (service_id, customer_id, at, actor, action, hold)
  select w.id, w.customer_id, new.updated_at, 'system:connection', 'hold_set', 'not_connected'
  from held h join waiting w on w.id = h.service_id;
  return null;
end
$$;

create or replace trigger routers_stop_taking_trigger
  after update of status, access_methods on routers for each row
  when (new.status in ('off', 'new') and old.status not in ('off', 'new')
    or not new.access_methods @> old.access_methods)
  execute function routers_stop_taking();

-- Upgrade: a router that never responded is new, whatever its last attempt met. Nothing is sold on it any more, and
-- services that only wait for it are held from now on. The number of routers is reported as a warning.
do $$
declare
  never_reached integer;
begin
  update routers set status = 'new', updated_at = now()
  where status in ('unreachable', 'refused') and last_seen_at is null;
  get diagnostics never_reached = row_count;
  if never_reached > 0 then
    raise warning 'Routers in service that have never responded: %. Nothing is sold on them, and their services are Pending, until they do.', never_reached;
  end if;
end
$$;

create or replace trigger router_pushes_append_only
  before update or delete or truncate on router_pushes for each statement execute function refuse_change();
