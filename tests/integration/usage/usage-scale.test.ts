import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { pruneUsage } from '@/lib/usage/prune-usage';
import { at, GIGABYTE, givenOperator, start, systemCtx } from '@/tests/support/fixtures';
import { givenMeteredService, givenRouter, MEGABYTE, minute, poll, session } from './support';

const SERVICES = 5_000;

beforeAll(() => givenOperator());

const login = (i: number) => `mass-${i}`;
/** A different amount per service: the totals only match if each lands in the right place. */
const used = (i: number) => BigInt(i) * 1_000n;

/** Copies one service, each with its login, its period and 5 GB; the last ten have 1 MB. */
async function givenManyServices(): Promise<void> {
  const { serviceId } = await givenMeteredService({ dataLimitBytes: 5n * GIGABYTE });
  const sql = getSql();
  await sql`
    insert into services (customer_id, item_id, item_version_id, recurrence_mode, start_date, login,
                          router_id, access_method, created_at, updated_at)
    select s.customer_id, s.item_id, s.item_version_id, s.recurrence_mode, s.start_date,
           'MASS-' || i, s.router_id, s.access_method, s.created_at, s.updated_at
    from services s, generate_series(1, ${SERVICES}::int) i where s.id = ${serviceId}`;
  await sql`
    insert into periods (service_id, index, customer_id, starts_at, ends_at, outcome, price_minor,
                         tax_minor, decided_at)
    select s.id, 0, s.customer_id, p.starts_at, p.ends_at, 'allocated', 0, 0, p.decided_at
    from services s, periods p where p.service_id = ${serviceId} and s.login like 'MASS-%'`;
  await sql`
    insert into allocations (service_id, customer_id, source, period_index, granted_bytes, starts_at,
                             expires_at, created_at)
    select s.id, s.customer_id, 'period', 0,
           case when split_part(s.login, '-', 2)::int > ${SERVICES - 10}
                then ${MEGABYTE.toString()}::bigint else a.granted_bytes end,
           a.starts_at, a.expires_at, a.created_at
    from services s, allocations a where a.service_id = ${serviceId} and s.login like 'MASS-%'`;
}

type Wrong = { fault: string; count: number };

/** Services whose stored bytes differ anywhere from their session's count. */
async function wrongTotals(): Promise<Wrong[]> {
  return getSql()<Wrong[]>`
    with expected as (
      select id, split_part(login, '-', 2)::bigint * 1000 as bytes from services where login like 'MASS-%'
    ), kept as (
      select 'samples' as place, service_id, sum(down_bytes) as bytes from usage_samples group by 2
      union all select 'days', service_id, down_bytes from usage_days
      union all select 'hours', service_id, (select sum(h) from unnest(down_hours) h) from usage_days
      union all select 'months', service_id, down_bytes from usage_months
      union all select 'periods', service_id, down_bytes from usage_periods
      union all select 'drawn', service_id, used_bytes from allocations
    )
    select p.place as fault, count(*)::int as count
    from expected e cross join (values ('samples'), ('days'), ('hours'), ('months'), ('periods'), ('drawn')) p(place)
    left join kept k on k.place = p.place and k.service_id = e.id
    where k.bytes is distinct from e.bytes
    group by 1`;
}

describe('a poll of 5,000 sessions', () => {
  it('is right for each of them, and cuts exactly those that ran out', async () => {
    await givenManyServices();
    const routerId = await givenRouter();
    const all = Array.from({ length: SERVICES }, (_, i) => i + 1);
    await poll(
      routerId,
      minute(0),
      all.map((i) => session(login(i), 7n)),
    );
    const readings = all.map((i) => session(login(i), 7n + used(i)));

    const outcome = await poll(routerId, minute(5), readings);

    const total = all.reduce((sum, i) => sum + used(i), 0n);
    expect(outcome).toMatchObject({
      readings: SERVICES,
      unknown: 0,
      held: 0,
      downBytes: total,
    });
    expect(await wrongTotals()).toEqual([]);
    const cut = await getSql()<{ login: string }[]>`
      select s.login from services s join service_holds h on h.service_id = s.id and h.reason = 'data_cap'
      order by split_part(s.login, '-', 2)::int`;
    expect(cut.map((row) => row.login)).toEqual(all.slice(-10).map((i) => login(i).toUpperCase()));
    expect(await poll(routerId, minute(5), readings)).toEqual({ kind: 'already-booked' });
    expect(await wrongTotals()).toEqual([]);
  });
});

describe('its stored samples', () => {
  it('are pruned on time, and the totals stay', async () => {
    const sql = getSql();
    expect(await pruneUsage(systemCtx(at(start, { days: 2 })))).toEqual({ partitions: 0 });
    expect(await pruneUsage(systemCtx(at(start, { days: 4 })))).toEqual({ partitions: 1 });
    const [row] = await sql<{ samples: number; days: number; counters: number }[]>`
      select (select count(*)::int from usage_samples) as samples,
             (select count(*)::int from usage_days) as days,
             (select count(*)::int from usage_counters) as counters`;
    expect(row).toEqual({ samples: 0, days: SERVICES, counters: SERVICES });
    const late = at(start, { days: 8 });
    const [one] = await sql<{ router_id: string }[]>`select router_id from usage_counters limit 1`;
    await poll(Number(one?.router_id), late, [session(login(1), 7n + used(1))]);
    await pruneUsage(systemCtx(late));
    expect(await sql`select login from usage_counters`).toEqual([{ login: login(1) }]);
  });
});
