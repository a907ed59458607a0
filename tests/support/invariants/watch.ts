import type postgres from 'postgres';
import { type Invariant, ofCustomers } from './invariant';

/**
 * Records every change of a service's status independently of the product, so that the checker need not trust what it
 * checks. Runs as the owner of the tables.
 */
export async function watchStatuses(owner: postgres.Sql): Promise<void> {
  await owner.unsafe(`
    create table if not exists watched_statuses (
      service_id bigint, customer_id bigint, before text, after text, version_before bigint, version_after bigint);
    create or replace function watch_status() returns trigger language plpgsql security definer as $$
    begin
      insert into watched_statuses values (new.id, new.customer_id, old.status, new.status,
        old.desired_version, new.desired_version);
      return null;
    end $$;
    create or replace trigger watch_status_trigger after update on services
      for each row when (old.status is distinct from new.status) execute function watch_status();
    grant select on watched_statuses to netpurse_app`);
}

export const statusInvariants: readonly Invariant[] = [
  {
    name: 'a status that changed raised the desired version and said so',
    broken: (scope) => scope.sql`
      select 'service ' || w.service_id || ' became ' || w.after from watched_statuses w
      where ${ofCustomers(scope, 'w.customer_id')} and (
        w.version_after <= w.version_before
        or not exists (
          select 1 from events e where e.event_id = 'service/changed:' || w.service_id || ':' || w.version_after))`,
  },
];
