import type postgres from 'postgres';
import type { Ctx } from '@/lib/context';
import { countCustomers, listCustomers } from '@/lib/screens/admin/customers';
import { countServices, listServices } from '@/lib/screens/admin/services';
import { type BenchContext, type Figure, figure, percentile, timed } from '../harness';
import { CUSTOMER_COUNT, SERVICE_COUNT } from './world';

/** Searches per kind, so that every kind has equal weight. */
const PER_KIND = 8;

type Asked = { kind: string; text: string };

/** Searches both lists by every searchable field, with and without a search document. */
export async function measureSearch(
  { sql, ctx }: { sql: postgres.Sql; ctx: Ctx },
  { repeats, say }: BenchContext,
): Promise<Figure[]> {
  const asked = await drawTexts(sql);
  const times = { customers: [] as number[], services: [] as number[], naive: [] as number[] };
  for (let round = 0; round < repeats; round += 1) {
    for (const { text } of asked) {
      times.customers.push(await timed(() => searchCustomers(ctx, text)));
      times.services.push(await timed(() => searchServices(ctx, text)));
    }
    for (const { text } of asked.filter((_, index) => index % PER_KIND === round % PER_KIND)) {
      times.naive.push(await timed(() => searchNaively(sql, text)));
    }
  }
  say(describe(asked, times.customers, 'customers'));
  say(describe(asked, times.services, 'services'));
  const both = [...times.customers, ...times.services];
  const workload = `rare name, phone, e-mail, address, MAC, login, id and no hit, ${PER_KIND} of each, over ${CUSTOMER_COUNT} customers and ${SERVICE_COUNT} services`;
  return [
    figure({
      name: 'search_p95',
      value: percentile(both, 95),
      unit: 'ms',
      workload: `${workload}; page and count of both lists, driver included`,
    }),
    figure({
      name: 'search_p50',
      value: percentile(both, 50),
      unit: 'ms',
      workload: 'the same',
    }),
    figure({
      name: 'search_vs_naive',
      value: percentile(times.naive, 50),
      unit: 'ms',
      floor: percentile(times.customers, 50),
      workload: `ILIKE over customers joined with services against the customer list, page and count of both, same words`,
    }),
  ];
}

/** The queries the list page awaits, in sequence. */
async function searchCustomers(ctx: Ctx, search: string): Promise<void> {
  await listCustomers(ctx, { search });
  await countCustomers(ctx, { search });
}

async function searchServices(ctx: Ctx, search: string): Promise<void> {
  await listServices(ctx, { search });
  await countServices(ctx, { search });
}

/** The queries the list would need without a search document: page and count. */
async function searchNaively(sql: postgres.Sql, text: string): Promise<void> {
  const like = `%${text}%`;
  const hits = sql`
    from customers c left join services s on s.customer_id = c.id and s.archived_at is null
    where c.name ilike ${like} or c.email ilike ${like} or c.phone ilike ${like} or c.id::text = ${text}
      or s.login ilike ${like} or host(s.ipv4_address) ilike ${like}
      or array_to_string(s.mac_addresses, ' ') ilike ${like} or s.id::text = ${text}`;
  await sql`select distinct c.name, c.id ${hits} order by c.name, c.id limit 51`;
  await sql`select count(*) from (select distinct c.id ${hits} limit 1001) counted`;
}

/** Search texts that match rows across the whole data set, plus one kind that matches none. */
async function drawTexts(sql: postgres.Sql): Promise<Asked[]> {
  const rows = await sql<Asked[]>`
    with drawn as (
      select i, c.name, c.email, c.phone, c.id, s.login, host(s.ipv4_address) as ip, s.mac_addresses[1] as mac
      from generate_series(1, ${PER_KIND}::int) i
      join services s on s.id = i * (${SERVICE_COUNT}::int / ${PER_KIND}::int) / 6 * 6
      join customers c on c.id = s.customer_id
    )
    select kind, text from drawn cross join lateral (values
      ('name', lower(split_part(name, ' ', 1) || ' ' || split_part(name, ' ', 2))), ('phone', phone), ('e-mail', email),
      ('address', ip), ('MAC', mac), ('login', login), ('id', id::text), ('no hit', 'nobody' || i || 'xq')) as texts (kind, text)
    order by kind, i`;
  if (rows.length !== 8 * PER_KIND || rows.some(({ text }) => text === null))
    throw new Error('a search draws no text');
  return [...rows];
}

function describe(asked: readonly Asked[], times: readonly number[], list: string): string {
  const byKind = new Map<string, number[]>();
  for (const [index, time] of times.entries()) {
    const kind = asked[index % asked.length]?.kind ?? '';
    byKind.set(kind, [...(byKind.get(kind) ?? []), time]);
  }
  const parts = [...byKind].map(
    ([kind, all]) => `${kind} ${percentile(all, 50).toFixed(1)}/${percentile(all, 95).toFixed(1)}`,
  );
  return `${list}, ms p50/p95: ${parts.join(' · ')}`;
}
