import { eq } from 'drizzle-orm';
import { afterAll, beforeEach } from 'vitest';
import { getDb, getSql } from '@/db/client';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { events } from '@/db/schema/jobs';
import { ipPools, networks } from '@/db/schema/network';
import { routerPushes, routers, serviceRouterStates } from '@/db/schema/routers';
import { serviceHolds, services } from '@/db/schema/services';
import { settings } from '@/db/schema/settings';
import type { Ctx } from '@/lib/context';
import { seal } from '@/lib/kit/crypto';
import type { EndedCut } from '@/lib/kit/ended-cut';
import { env } from '@/lib/kit/env';
import type { HoldReason } from '@/lib/kit/words';
import { createRouter } from '@/lib/routers/create-router';
import type { Personality } from '@/stand-ins/routeros/personality';
import {
  type RouterSimulator,
  type RouterSimulatorOptions,
  startRouterSimulator,
} from '@/stand-ins/routeros/simulator';
import { givenReached } from '@/tests/support/fixtures';

export const personalities: Personality[] = ['6.49', '7.23'];
export const PASSWORD = 'sub-secret';
const START = Date.UTC(2030, 0, 1);

let clock = START;
let counter = 0;
/** Counter that gives each pool a separate network. */
let pools = 0;

/** A job's context; each call is one second later than the previous. */
export function job(): Ctx {
  clock += 1_000;
  return { actor: { kind: 'system', job: 'test' }, now: new Date(clock) };
}

/** The same for a staff member who manages routers. */
export function staff(): Ctx {
  const actor = { kind: 'staff', userId: 1, role: 'technician', sessionId: 'test' } as const;
  return { ...job(), actor };
}

/** Advances the next context by `ms`. */
export function wait(ms: number): void {
  clock += ms;
}

function unique(word: string): string {
  counter += 1;
  return `${word}-${counter}`;
}

/** An address unused by any other service of this file. */
export function anAddress(): string {
  counter += 1;
  return `172.20.${Math.floor(counter / 250)}.${(counter % 250) + 1}`;
}

/** Kept until the file ends, because a freed port could be given to the file's next router. */
const started: RouterSimulator[] = [];
afterAll(() => Promise.all(started.map((sim) => sim.close())));

/** A simulated router and its row, new for each test. */
export function aRouter(options: RouterSimulatorOptions) {
  const state = { routerId: 0, sim: undefined as RouterSimulator | undefined };
  beforeEach(async () => {
    Object.assign(state, await startRouter(options));
  });
  return {
    get id() {
      return state.routerId;
    },
    get sim(): RouterSimulator {
      if (state.sim === undefined) throw new Error('the router is started before each test');
      return state.sim;
    },
  };
}

export async function startRouter(options: RouterSimulatorOptions = {}) {
  await saveSettings();
  const sim = await startRouterSimulator(options);
  started.push(sim);
  const { routerId } = await createRouter(job(), {
    name: unique('router'),
    siteId: null,
    host: '127.0.0.1',
    port: sim.port,
    useTls: false,
    certificate: null,
    username: sim.user,
    password: sim.password,
    accessMethods: ['pppoe', 'hotspot', 'static'],
    pppLocalAddress: '10.255.0.1',
  });
  await givenReached(routerId);
  return { sim, routerId };
}

/** Adds the DHCP server that a router needs to serve leases. */
export function giveDhcpServer(sim: RouterSimulator): void {
  if (sim.rows('ip/dhcp-server').length > 0) return;
  sim.run('/ip/dhcp-server/add', { name: 'lan', interface: 'ether4' });
}

async function saveSettings(): Promise<void> {
  await getDb()
    .insert(settings)
    .values({
      operatorName: 'Test',
      currency: 'EUR',
      timeZone: 'UTC',
      topUpMinMinor: 100n,
      topUpMaxMinor: 100_000n,
      updatedAt: new Date(START),
    })
    .onConflictDoNothing();
}

export async function aPool(
  routerId: number,
  name = unique('pool'),
): Promise<{ poolId: number; name: string; ranges: string }> {
  pools += 1;
  const octet = pools;
  const createdAt = new Date(START);
  const db = getDb();
  const [network] = await db
    .insert(networks)
    .values({
      name: unique('network'),
      cidr: `10.${octet}.0.0/16`,
      usage: 'pool',
      routerId,
      createdAt,
    })
    .returning({ id: networks.id });
  const [pool] = await db
    .insert(ipPools)
    .values({
      networkId: network?.id ?? 0,
      routerId,
      name,
      firstAddress: `10.${octet}.0.10`,
      lastAddress: `10.${octet}.0.200`,
    })
    .returning({ id: ipPools.id });
  return { poolId: pool?.id ?? 0, name, ranges: `10.${octet}.0.10-10.${octet}.0.200` };
}

export async function aPlan(terms: Partial<typeof catalogItemVersions.$inferInsert> = {}) {
  const db = getDb();
  const createdAt = new Date(START);
  const [item] = await db
    .insert(catalogItems)
    .values({ name: unique('plan'), kind: 'internet', status: 'active', createdAt })
    .returning({ id: catalogItems.id });
  const itemId = item?.id ?? 0;
  const [version] = await db
    .insert(catalogItemVersions)
    .values({
      itemId,
      version: 1,
      unitPriceMinor: 500n,
      recurrenceMode: 'none',
      downBitsPerSecond: 50_000_000n,
      upBitsPerSecond: 10_000_000n,
      createdAt,
      ...terms,
    })
    .returning({ id: catalogItemVersions.id });
  return { itemId, versionId: version?.id ?? 0 };
}

export type ServiceOverrides = Partial<typeof services.$inferInsert> & {
  plan?: Awaited<ReturnType<typeof aPlan>>;
};

/** A service row, active unless holds are added. */
export async function aService(routerId: number, overrides: ServiceOverrides = {}) {
  const [service] = await severalServices(routerId, 1, overrides);
  if (service === undefined) throw new Error('no service was created');
  return service;
}

/** Several of them with the same values, each of its own customer, in as many statements as one takes. */
export async function severalServices(
  routerId: number,
  count: number,
  { plan, ...values }: ServiceOverrides = {},
) {
  const db = getDb();
  const created = { createdAt: new Date(START), updatedAt: new Date(START) };
  const { itemId, versionId } = plan ?? (await aPlan());
  const people = Array.from({ length: count }, () => ({
    ...{ name: unique('customer'), status: 'active' as const, ...created },
  }));
  const owners = await db.insert(customers).values(people).returning({ id: customers.id });
  const rows = owners.map(({ id: customerId }) => ({
    ...{ customerId, itemId, itemVersionId: versionId, recurrenceMode: 'none' as const },
    ...{ startDate: '2030-01-01', routerId, accessMethod: 'pppoe' as const, ...created, ...values },
    login: values.login === undefined ? unique('login') : values.login,
  }));
  const made = await db
    .insert(services)
    .values(rows)
    .returning({
      ...{ serviceId: services.id, customerId: services.customerId, login: services.login },
    });
  const ids = made.map(({ serviceId }) => serviceId);
  const sealed = ids.map((id) => seal(env().ENCRYPTION_KEYS, PASSWORD, `service:${id}|password`));
  await getSql()`
    update services s set password_sealed = p.sealed
    from unnest(${ids}::bigint[], ${sealed}::text[]) p(id, sealed) where s.id = p.id`;
  return made.map((service) => ({ ...service, login: service.login ?? '' }));
}

export async function changeService(
  serviceId: number,
  values: Partial<typeof services.$inferInsert>,
): Promise<void> {
  await getDb().update(services).set(values).where(eq(services.id, serviceId));
}

export async function hold(serviceId: number, reason: HoldReason): Promise<void> {
  await holdAll([{ serviceId }], reason);
}

export async function holdAll(
  list: readonly { serviceId: number }[],
  reason: HoldReason,
): Promise<void> {
  const since = new Date(START);
  const rows = list.map(({ serviceId }) => ({ serviceId, reason, since, actor: 'test' }));
  await getDb().insert(serviceHolds).values(rows);
}

export async function lift(serviceId: number): Promise<void> {
  await getDb().delete(serviceHolds).where(eq(serviceHolds.serviceId, serviceId));
}

/** Raises the version as any change would, although nothing on the router has to change. */
export async function touch(serviceId: number): Promise<void> {
  const [row] = await getDb().select().from(services).where(eq(services.id, serviceId));
  await changeService(serviceId, { desiredVersion: (row?.desiredVersion ?? 0n) + 1n });
}

export async function stateOf(serviceId: number, routerId: number) {
  const rows = await getDb()
    .select()
    .from(serviceRouterStates)
    .where(eq(serviceRouterStates.serviceId, serviceId));
  return rows.find((row) => row.routerId === routerId);
}

export async function routerRow(routerId: number) {
  const [row] = await getDb().select().from(routers).where(eq(routers.id, routerId));
  if (row === undefined) throw new Error('no such router');
  return row;
}

export async function pushesOf(serviceId: number) {
  return getDb()
    .select()
    .from(routerPushes)
    .where(eq(routerPushes.serviceId, serviceId))
    .orderBy(routerPushes.id);
}

/** Sessions of a router that were announced for a recheck. */
export async function endedOn(routerId: number): Promise<EndedCut[]> {
  const rows = await getDb()
    .select()
    .from(events)
    .where(eq(events.name, 'router/sessions.ended'))
    .orderBy(events.id);
  type Ended = { routerId: number; ended: EndedCut[] };
  const all = rows.map(({ data }) => data as Ended);
  return all.flatMap((one) => (one.routerId === routerId ? one.ended : []));
}

export async function eventsOf(serviceId: number, name: string) {
  const rows = await getDb().select().from(events).where(eq(events.name, name));
  return rows.filter((row) => (row.data as { serviceId?: number }).serviceId === serviceId);
}
