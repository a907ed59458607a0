-- What a router should hold also depends on tables beside services: they raise the version as well.
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

-- A pool is a row of its router by itself. Services that take their addresses from it are pushed as
-- well; without a named pool that is the router's first.
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

create or replace trigger router_pushes_append_only
  before update or delete or truncate on router_pushes for each statement execute function refuse_change();
