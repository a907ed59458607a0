import { type Invariant, ofAccounts, ofCustomers } from './invariant';

/** Invariants of services and their periods, after any operation. */
export const recurrenceInvariants: readonly Invariant[] = [
  {
    name: 'what is charged for periods is what was allocated',
    broken: (scope) => scope.sql`
      select coalesce(p.cause, m.cause_key) || ' costs ' || coalesce(p.price, 0) || ' and charged ' || coalesce(m.charged, 0)
      from (
        select 'period:' || service_id || ':' || index as cause,
          case when outcome = 'allocated' then price_minor else 0 end as price
        from periods where ${ofCustomers(scope, 'customer_id')}) p
      full join (
        select t.cause_key, sum(t.amount_minor) as charged from transfers t
        where ${ofAccounts(scope)} and t.cause_key like 'period:%' group by 1) m on m.cause_key = p.cause
      where coalesce(p.price, 0) <> coalesce(m.charged, 0)`,
  },
  {
    name: 'an allocated period grants its data once, and no other period does',
    broken: (scope) => scope.sql`
      select 'service ' || coalesce(p.service_id, a.service_id) || ' period ' || coalesce(p.index, a.period_index)
      from (
        select service_id, index, granted_bytes from periods
        where outcome = 'allocated' and granted_bytes is not null and ${ofCustomers(scope, 'customer_id')}) p
      full join (
        select service_id, period_index, sum(granted_bytes) as granted_bytes from allocations
        where period_index is not null and ${ofCustomers(scope, 'customer_id')} group by 1, 2) a
        on a.service_id = p.service_id and a.period_index = p.index
      where p.granted_bytes is distinct from a.granted_bytes`,
  },
  {
    name: 'periods tile: no time is paid twice, and none passes undecided while nothing holds the service',
    broken: (scope) => scope.sql`
      select 'service ' || service_id || ' period ' || index from (
        select service_id, index, starts_at, lag(outcome) over turns as outcome_before,
          lag(starts_at) over turns as start_before,
          lag(least(ends_at, coalesce(ended_early_at, ends_at))) over turns as end_before
        from periods where ${ofCustomers(scope, 'customer_id')}
        window turns as (partition by service_id order by index)) p
      where starts_at < start_before
        or (outcome_before = 'allocated' and starts_at < end_before)
        or (outcome_before in ('allocated', 'missed') and starts_at > end_before and not exists (
          select 1 from service_history h
          where h.service_id = p.service_id and h.action in ('hold_set', 'plan_changed') and h.at >= p.start_before and h.at < p.starts_at + interval '1 second'))`,
  },
  {
    name: 'the schedule goes on where the last period ends',
    broken: (scope) => scope.sql`
      select 'service ' || c.service_id || ' is due as ' || c.next_index || ' at ' || c.next_due
      from schedule c join (
        select distinct on (service_id) service_id, index, ends_at, outcome, ended_early_at
        from periods where ${ofCustomers(scope, 'customer_id')}
        order by service_id, index desc) p on p.service_id = c.service_id
      where c.next_index <> p.index + 1
        or (p.outcome = 'allocated' and p.ended_early_at is null and not c.in_grace and c.next_due <> p.ends_at)`,
  },
  {
    name: 'an Active service has a paid period that runs, or its days of grace',
    broken: (scope) =>
      scope.sweptAt === null
        ? null
        : scope.sql`
      select 'service ' || s.id from services s
      where s.status = 'active' and s.interval_count is not null and ${ofCustomers(scope, 's.customer_id')}
        and not exists (select 1 from parked_services x where x.service_id = s.id)
        and not exists (
          select 1 from schedule c where c.service_id = s.id and c.in_grace
            and c.next_due > ${scope.sweptAt.toISOString()})
        and not exists (
          select 1 from periods p where p.service_id = s.id and p.outcome = 'allocated' and p.ended_early_at is null
            and p.starts_at <= ${scope.sweptAt.toISOString()} and p.ends_at > ${scope.sweptAt.toISOString()})`,
  },
  {
    // Whether one is still held that could be connected, see running.ts: a job finds that.
    name: 'a plan is held while it lacks the means to connect',
    broken: (scope) => scope.sql`
      select 'service ' || s.id from services s join catalog_items i on i.id = s.item_id and i.kind = 'internet'
      left join routers r on r.id = s.router_id
      left join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
      where s.archived_at is null and ${ofCustomers(scope, 's.customer_id')}
        and s.holds & service_hold_bit('not_connected') = 0
        and (not service_has_means(s.router_id, s.access_method, s.login, s.ipv4_mode, s.mac_addresses)
          or not service_is_off(s.holds) and not router_takes(r.status, r.access_methods, s.access_method)
            and not service_is_served(
              r.status, s.access_method, st.applied_level, st.attempted_level, st.applied_rows))`,
  },
  {
    name: 'a plan that its router has not let online is not on, and none is held for that while its router serves it',
    broken: (scope) => scope.sql`
      select 'service ' || s.id from services s join catalog_items i on i.id = s.item_id and i.kind = 'internet'
      join service_router_states st on st.service_id = s.id and st.router_id = s.router_id
      where s.archived_at is null and ${ofCustomers(scope, 's.customer_id')}
        and case when s.holds & service_hold_bit('router_refused') <> 0
          then st.applied_version >= s.desired_version and router_serves(st.applied_level, st.attempted_level)
          else s.status = 'active' and st.failure in ('conflict', 'rejected', 'unreachable', 'timed_out', 'login_refused', 'certificate_changed',
              'address_refused')
            and st.attempted_version = s.desired_version
            and not router_serves(st.applied_level, st.attempted_level) end`,
  },
  {
    name: 'nothing due is left undecided',
    broken: (scope) =>
      scope.sweptAt === null
        ? null
        : scope.sql`
      select 'service ' || service_id || ' since ' || next_due from schedule
      where not held and next_due <= ${scope.sweptAt.toISOString()} and ${ofCustomers(scope, 'customer_id')}`,
  },
  {
    name: 'holds, their mirrors and the schedule agree',
    broken: (scope) => scope.sql`
      select 'service ' || s.id from services s
      left join (
        select h.service_id, bit_or(service_hold_bit(h.reason)) as bits from service_holds h group by 1) h
        on h.service_id = s.id
      left join schedule c on c.service_id = s.id
      where ${ofCustomers(scope, 's.customer_id')} and (
        s.holds <> coalesce(h.bits, 0)
        or c.held <> ((s.holds & ~service_hold_bit('data_cap')) <> 0 or s.archived_at is not null
          or exists (select 1 from parked_services x where x.service_id = s.id)))`,
  },
  {
    // A period whose grace ended with it is decided together with the next, and that decision is announced.
    name: 'a withheld period is announced, unless a later one was decided with it',
    broken: (scope) => scope.sql`
      select 'service ' || p.service_id || ' period ' || p.index from periods p
      where p.outcome = 'withheld' and p.reason = 'insufficient_credit' and ${ofCustomers(scope, 'p.customer_id')}
        and not exists (
          select 1 from events e where e.event_id = 'period/withheld:' || p.service_id || ':' || p.index)
        and not exists (
          select 1 from periods later
          where later.service_id = p.service_id and later.index > p.index and later.decided_at = p.decided_at)`,
  },
  {
    name: 'an executed pack order granted its data and took its price, once',
    broken: (scope) => scope.sql`
      select 'order ' || o.id from orders o
      left join allocations a on a.order_id = o.id
      left join (
        select t.cause_key, sum(t.amount_minor) as charged from transfers t
        where ${ofAccounts(scope)} and t.cause_key like 'order:%' group by 1) m on m.cause_key = 'order:' || o.id
      where o.kind = 'pack' and ${ofCustomers(scope, 'o.customer_id')}
        and ((o.state = 'executed') <> (a.id is not null)
          or coalesce(m.charged, 0) > case when o.state = 'executed' then o.total_minor else 0 end)`,
  },
];
