import { sql } from 'drizzle-orm';
import type { TableCopy } from '@/db/rehearsal';

/** How far back the allocation sweep looks for expired data. */
const EXPIRY_LOOKBACK_DAYS = 2;

/**
 * Lists the tables the sweeps write to, with the rows they decide on, to be copied for a forecast. With a
 * site, only customers with a service there are copied, each with all of their services, because these share
 * one wallet. Output tables (events, history) start empty.
 */
export function forecastWorld({
  now,
  siteId,
}: {
  now: Date;
  siteId: number | null;
}): readonly TableCopy[] {
  const at = sql`${now.toISOString()}::timestamptz`;
  const ofService = sql`t.service_id in (select id from services)`;
  const ofSite =
    siteId === null
      ? sql`true`
      : sql`t.customer_id in (
          select customer_id from public.services where site_id = ${siteId} and archived_at is null)`;
  const nothing = sql`false`;
  return [
    {
      table: 'services',
      rows: sql`t.archived_at is null and ${ofSite}`,
      triggers: [
        'services_desire_trigger',
        'services_announce_trigger',
        'services_lose_means_trigger',
      ],
    },
    {
      table: 'service_holds',
      rows: ofService,
      triggers: ['service_holds_insert_trigger', 'service_holds_delete_trigger'],
    },
    { table: 'schedule', rows: ofService },
    { table: 'parked_services', rows: ofService, triggers: ['parked_services_hold_trigger'] },
    {
      table: 'accounts',
      rows: sql`t.customer_id is null or t.customer_id in (select customer_id from services)`,
    },
    // The running period and those after it; earlier ones are history.
    {
      table: 'periods',
      rows: sql`exists (
        select 1 from schedule c where c.service_id = t.service_id and t.index >= c.next_index - 1)`,
    },
    {
      table: 'allocations',
      rows: sql`t.expires_at > ${at} - make_interval(days => ${EXPIRY_LOOKBACK_DAYS}) and ${ofService}`,
    },
    { table: 'service_discounts', rows: ofService },
    { table: 'service_networks', rows: ofService },
    { table: 'scheduled_changes', rows: sql`t.state = 'pending' and ${ofService}` },
    // A planned change of plan is an order, which locks its customer.
    {
      table: 'customers',
      rows: sql`t.id in (
        select s.customer_id from services s join scheduled_changes c on c.service_id = s.id)`,
    },
    // The payments of the running period: a planned change refunds its unused part to the account that paid.
    {
      table: 'transfers',
      rows: sql`t.cause_key in (
        select 'period:' || p.service_id || ':' || p.index
        from periods p join scheduled_changes c on c.service_id = p.service_id)`,
    },
    // A renewal at another price records how that came about.
    { table: 'prices', rows: sql`true` },
    { table: 'charge_lines', rows: nothing },
    // An order stores the parts of its price, which come from the catalogue and the settings.
    { table: 'catalog_items', rows: sql`true` },
    { table: 'settings', rows: sql`true` },
    { table: 'orders', rows: nothing },
    { table: 'service_history', rows: nothing },
    { table: 'audit_log', rows: nothing },
    { table: 'events', rows: nothing },
    { table: 'sweep_runs', rows: nothing },
  ];
}
