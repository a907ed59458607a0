-- Addresses as integers, because an exclusion constraint needs ranges and inet has none.
create or replace function address_range(first_address inet, last_address inet) returns int8range
language sql immutable as $$
  select int8range(first_address - inet '0.0.0.0', last_address - inet '0.0.0.0', '[]')
$$;

-- The final safeguard behind the commands' own checks: two pools that share an address would assign it to two
-- customers at once, and so would overlapping prefixes of live services.
do $$
begin
  if not exists (select 1 from pg_constraint where conname = 'ip_pools_range_excl') then
    alter table ip_pools add constraint ip_pools_range_excl
      exclude using gist (address_range(first_address, last_address) with &&);
  end if;
  if not exists (select 1 from pg_constraint where conname = 'network_reservations_range_excl') then
    alter table network_reservations add constraint network_reservations_range_excl
      exclude using gist (address_range(first_address, last_address) with &&);
  end if;
  if not exists (select 1 from pg_constraint where conname = 'services_ipv6_prefix_live_excl') then
    alter table services add constraint services_ipv6_prefix_live_excl
      exclude using gist (ipv6_prefix inet_ops with &&)
      where (archived_at is null and ipv6_prefix is not null);
  end if;
end
$$;

-- When a pool is deleted, archived services lose the reference, and services that take any pool of the router move to
-- the next one, which the router must apply. Live services that name the pool prevent the deletion by foreign key.
create or replace function ip_pools_leave() returns trigger
language plpgsql as $$
begin
  update services set ipv4_pool_id = null
  where ipv4_pool_id = old.id and archived_at is not null;
  update services set desired_version = desired_version + 1
  where router_id = old.router_id and ipv4_mode = 'dynamic' and ipv4_pool_id is null
    and archived_at is null;
  return old;
end
$$;

create or replace trigger ip_pools_leave_trigger
  before delete on ip_pools for each row execute function ip_pools_leave();
