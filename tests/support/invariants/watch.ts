import type postgres from 'postgres';
import type { Quote } from '@/lib/orders/rules/quote';
import { type Invariant, ofCustomers } from './invariant';

/**
 * Records every change of a service's status, and lets a test record the sheets it confirmed, independently of the
 * product, so that the checker need not trust what it checks. Runs as the owner of the tables.
 */
export async function installWatch(owner: postgres.Sql): Promise<void> {
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
    create table if not exists watched_sheets (order_id uuid, customer_id bigint, quote jsonb);
    grant select on watched_statuses to netpurse_app;
    grant select, insert on watched_sheets to netpurse_app`);
}

/** Records a sheet as it was shown, once the order it was confirmed for is known. */
export async function recordSheet(
  sql: postgres.Sql,
  sheet: { orderId: string; customerId: number; quote: Quote },
): Promise<void> {
  const { orderId, customerId, quote } = sheet;
  const shown = {
    totalMinor: quote.totalMinor.toString(),
    taxMinor: quote.taxMinor.toString(),
    dataBytes: quote.dataBytes?.toString() ?? null,
    amounts: quote.lines.map(({ kind, amountMinor }) => [kind, amountMinor.toString()]),
  };
  await sql`insert into watched_sheets values (${orderId}, ${customerId}, ${JSON.stringify(shown)}::text::jsonb)`;
}

export const watchedInvariants: readonly Invariant[] = [
  {
    name: 'a status that changed raised the desired version and said so',
    broken: (scope) => scope.sql`
      select 'service ' || w.service_id || ' became ' || w.after from watched_statuses w
      where ${ofCustomers(scope, 'w.customer_id')} and (
        w.version_after <= w.version_before
        or not exists (
          select 1 from events e where e.event_id = 'service/changed:' || w.service_id || ':' || w.version_after))`,
  },
  {
    name: 'an order keeps the quote of a sheet on which it was confirmed',
    broken: (scope) => scope.sql`
      select 'order ' || o.id from orders o
      where ${ofCustomers(scope, 'o.customer_id')}
        and exists (select 1 from watched_sheets w where w.order_id = o.id)
        and not exists (
          select 1 from watched_sheets w where w.order_id = o.id and w.quote = jsonb_build_object(
            'totalMinor', o.quote -> 'quote' ->> 'totalMinor', 'taxMinor', o.quote -> 'quote' ->> 'taxMinor',
            'dataBytes', o.quote -> 'quote' ->> 'dataBytes', 'amounts', (
              select coalesce(jsonb_agg(jsonb_build_array(line ->> 'kind', line ->> 'amountMinor') order by position), '[]')
              from jsonb_array_elements(o.quote -> 'quote' -> 'lines') with ordinality lines(line, position))))`,
  },
];
