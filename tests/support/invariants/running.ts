import { type Invariant, ofCustomers } from './invariant';

/**
 * Invariants of what runs, once every sweep has run: nobody waits whose cause to wait has gone, and nobody is served
 * for nothing.
 */
export const runningInvariants: readonly Invariant[] = [
  {
    name: 'the price, data and zone of each next period are what the rules say',
    broken: (scope) => scope.sql`
      select 'service ' || t.service_id || ' has a stale schedule'
      from settings cross join stale_schedules(tax_mode, time_zone) t join services s on s.id = t.service_id
      where ${ofCustomers(scope, 's.customer_id')}
        and not exists (select 1 from parked_services x where x.service_id = s.id)`,
  },
  {
    name: 'a service that could run, runs: every hold still has its cause',
    broken: (scope) =>
      scope.sweptAt === null
        ? null
        : scope.sql`
      select 'service ' || s.id || ' is held as ' || h.reason
      from service_holds h join services s on s.id = h.service_id
      join customers c on c.id = s.customer_id
      join catalog_items i on i.id = s.item_id join catalog_item_versions v on v.id = s.item_version_id
      left join routers r on r.id = s.router_id
      left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
      left join services other on other.id = s.waits_for_service_id
      cross join lateral (
        select (${scope.sweptAt.toISOString()}::timestamptz at time zone time_zone)::date as today from settings) d
      where s.archived_at is null and ${ofCustomers(scope, 's.customer_id')}
        and not exists (select 1 from parked_services x where x.service_id = s.id)
        and case h.reason
          when 'not_started' then s.start_date <= d.today
          -- A service whose data is used up has begun. One that is archived never will; staff see that.
          when 'waiting' then s.waits_for_service_id is null
            or other.status = 'active' or other.status = 'disabled' and other.holds = service_hold_bit('data_cap')
          when 'customer_inactive' then c.status <> 'inactive'
          when 'customer_blocked' then c.status <> 'blocked'
          when 'paused' then h.until <= d.today
          when 'dispute' then not exists (
            select 1 from top_up_disputes x join top_ups t on t.id = x.top_up_id
            where t.customer_id = s.customer_id and x.stops_services)
          when 'data_cap' then v.data_limit_bytes is null or exists (
            select 1 from allocations a where a.service_id = s.id and a.used_bytes < a.granted_bytes
              and a.starts_at <= ${scope.sweptAt.toISOString()} and a.expires_at > ${scope.sweptAt.toISOString()})
          when 'not_connected' then i.kind <> 'internet' or (
            service_has_means(s.router_id, s.access_method, s.login, s.ipv4_mode, s.mac_addresses)
            and (router_takes(r.status, r.access_methods, s.access_method)
              or service_is_served(r.status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows)
                and not service_is_slowed_for_good(r.status, st.applied_level, st.attempted_level))
            -- Only one live service has a login.
            and not exists (
              select 1 from services o where lower(o.login) = lower(s.login) and o.id <> s.id
                and o.archived_at is null and o.status in ('active', 'stopped', 'disabled')))
          else false end`,
  },
  {
    name: 'an Active service without periods was charged once',
    broken: (scope) => scope.sql`
      select 'service ' || s.id from services s join catalog_item_versions v on v.id = s.item_version_id
      where s.status = 'active' and s.interval_count is null and ${ofCustomers(scope, 's.customer_id')}
        and coalesce(s.custom_price_minor, v.unit_price_minor) > 0
        and not exists (select 1 from charge_lines l where l.cause_key = 'service:' || s.id)
        and not exists (
          select 1 from service_discounts x where x.service_id = s.id
            and (x.kind = 'fixed' or x.percent_ppm = 1000000))`,
  },
];
