import { randomBytes } from 'node:crypto';
import type postgres from 'postgres';
import { closeDb } from '@/db/client';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import { listBookedBytes } from '@/lib/usage/lookups/series';
import { axisOf } from '@/lib/usage/rules/slots';
import { type Bench, figure, interleave, timed } from './harness';

const SESSIONS = 10_000;
const GRAPH_SERVICES = 2_000;
const GRAPH_DAYS = 30;
const GRAPHS = 200;
const START_MS = Date.UTC(2026, 2, 2, 9);
const ROUTER = 1;
const BYTES_PER_POLL = 1_000_000n;

/** One poll of 10,000 sessions, and the graphs drawn from polled data. */
export const bench: Bench = async ({ createDatabase, repeats, say }) => {
  const { url, sql } = await createDatabase();
  configure(url);
  say(`writing ${SESSIONS} services`);
  await createServices(sql);
  const tick = countTicks();
  await tick.poll();
  const floor = await sampleFloor(sql);
  const ticks = await interleave({ poll: tick.poll, floor }, repeats);
  say(`writing ${GRAPH_SERVICES * GRAPH_DAYS} days`);
  await createDays(sql);
  const graphs = await interleave({ month: drawMonths, floor: () => roundTrips(sql) }, repeats);
  const bytesPerHour = await sizePerHour(sql);
  await closeDb();
  const workload = `${SESSIONS} sessions of one router, all with traffic, all on plans with a data limit`;
  return [
    figure({
      name: 'usage_tick',
      value: ticks.poll.median,
      unit: 'ms',
      floor: ticks.floor.median,
      workload: `${workload}; floor: the raw samples alone, as one INSERT … SELECT`,
    }),
    figure({
      name: 'usage_tick_share',
      value: (ticks.poll.median / 300_000) * 100,
      unit: '%',
      workload: 'of the five minutes between two polls',
    }),
    figure({
      name: 'usage_graph_month',
      value: graphs.month.median,
      unit: 'ms',
      floor: graphs.floor.median,
      workload: `the days of a month of one service, ${GRAPHS} services one after another; floor: select 1`,
    }),
    figure({
      name: 'usage_bytes_per_hour',
      value: bytesPerHour,
      unit: 'B',
      workload: `kept per service and hour, both directions, indexes included`,
    }),
  ];
};

/** Commands read their configuration on first use. */
function configure(url: string): void {
  Object.assign(process.env, {
    DATABASE_URL: url,
    APP_URL: 'http://netpurse.test',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEYS: `b1:${randomBytes(32).toString('base64')}`,
  });
}

async function createServices(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into settings (operator_name, currency, time_zone, top_up_min_minor, top_up_max_minor, updated_at)
    values ('Bench', 'EUR', 'Europe/Berlin', 1, 100000, now())`;
  await sql`
    with item as (
      insert into catalog_items (name, kind, status, created_at) values ('Plan', 'internet', 'active', now())
      returning id
    ), version as (
      insert into catalog_item_versions (item_id, version, unit_price_minor, recurrence_mode, interval_count,
                                         interval_unit, data_limit_bytes, created_at)
      select id, 1, 500, 'credit_based', 1, 'month', 100000000000, now() from item returning id, item_id
    ), router as (
      insert into routers (name, host, port, use_tls, username, password_sealed, access_methods, status, created_at, updated_at)
      values ('Bench', 'router.invalid', 8728, false, 'bench', '', '{pppoe}', 'online', now(), now()) returning id
    ), customer as (
      insert into customers (status, name, created_at, updated_at)
      select 'active', 'Customer ' || i, now(), now() from generate_series(1, ${SESSIONS}::int) i returning id
    ), service as (
      insert into services (customer_id, item_id, item_version_id, recurrence_mode, start_date, login, router_id,
                            access_method, created_at, updated_at)
      select c.id, v.item_id, v.id, 'credit_based', '2026-03-01', 'login-' || c.id, r.id, 'pppoe', now(), now()
      from customer c, version v, router r returning id, customer_id
    ), period as (
      insert into periods (service_id, index, customer_id, starts_at, ends_at, outcome, price_minor, tax_minor,
                           decided_at)
      select id, 0, customer_id, '2026-03-01', '2026-04-01', 'allocated', 500, 0, now() from service
    )
    insert into allocations (service_id, customer_id, source, period_index, granted_bytes, starts_at,
                             expires_at, created_at)
    select id, customer_id, 'period', 0, 100000000000, '2026-03-01', '2026-04-01', now() from service`;
  await sql`vacuum analyze`;
}

/** Returns a function whose every call is the next poll of the same sessions. */
function countTicks() {
  let count = 0;
  const poll = async () => {
    count += 1;
    const polledAt = new Date(START_MS + count * 300_000);
    const readings = Array.from({ length: SESSIONS }, (_, i) => ({
      login: `login-${i + 1}`,
      kind: 'ppp' as const,
      sessionKey: 'ppp 1',
      downBytes: BigInt(count) * BYTES_PER_POLL + BigInt(i),
      upBytes: BigInt(count) * 1_000n,
      uptimeSeconds: 1_000_000,
    }));
    const ctx = { actor: { kind: 'system' as const, job: 'bench' }, now: polledAt };
    const input = { routerId: ROUTER, polledAt, readings, routerUptimeSeconds: 9_000_000 };
    return timed(async () => {
      const outcome = await ingestUsage(ctx, input);
      if (outcome.kind !== 'booked' || outcome.unknown > 0)
        throw new Error('a poll was not booked');
    });
  };
  return { poll };
}

/** Inserts the same number of samples into a table of the same shape. */
async function sampleFloor(sql: postgres.Sql): Promise<() => Promise<number>> {
  await sql`create table floor_samples (like usage_samples including all)`;
  let count = 0;
  return () => {
    count += 1;
    const polledAt = new Date(START_MS + count * 300_000).toISOString();
    return timed(
      () => sql`
        insert into floor_samples (service_id, polled_at, router_id, down_bytes, up_bytes)
        select i, ${polledAt}::timestamptz, 1, 1000000, 1000 from generate_series(1, ${SESSIONS}::int) i`,
    );
  };
}

async function createDays(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into usage_days (service_id, day, starts_at, down_hours, up_hours, down_bytes, up_bytes)
    select i, d::date, d, h.hours, h.hours, 24000, 24000
    from generate_series(timestamptz '2026-01-01', timestamptz '2026-01-01' + make_interval(days => ${GRAPH_DAYS - 1}),
                         interval '1 day') d
    cross join generate_series(1, ${GRAPH_SERVICES}::int) i
    cross join (select array_fill(1000000000::bigint, array[24]) as hours) h`;
  await sql`vacuum analyze usage_days`;
}

async function drawMonths(): Promise<number> {
  const axis = axisOf('month', new Date(Date.UTC(2026, 0, 15)), 'UTC');
  const took = await timed(async () => {
    for (let i = 0; i < GRAPHS; i += 1) {
      const serviceId = 1 + ((i * 7_919) % GRAPH_SERVICES);
      await listBookedBytes({}, { serviceId, range: 'month', axis, timeZone: 'UTC' });
    }
  });
  return took / GRAPHS;
}

async function roundTrips(sql: postgres.Sql): Promise<number> {
  const took = await timed(async () => {
    for (let i = 0; i < GRAPHS; i += 1) await sql`select 1`;
  });
  return took / GRAPHS;
}

async function sizePerHour(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ bytes: number }[]>`
    select pg_total_relation_size('usage_days')::float8 / (select count(*) * 24 from usage_days) as bytes`;
  return row?.bytes ?? 0;
}
