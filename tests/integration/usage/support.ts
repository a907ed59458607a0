import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { createRouter } from '@/lib/routers/create-router';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import type { NewUsagePoll } from '@/lib/usage/usage-poll';
import {
  at,
  givenCustomer,
  givenPlan,
  givenReached,
  givenService,
  givenServingRouter,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

export const MEGABYTE = 1_000_000n;

/** A time in minutes after the moment every fixture starts at. */
export const minute = (count: number): Date => at(start, { minutes: count });

let sequence = 0;

/** A router to poll; these tests never connect to it. */
export async function givenRouter(): Promise<number> {
  sequence += 1;
  const { routerId } = await createRouter(systemCtx(), {
    name: `Tower ${sequence}`,
    siteId: null,
    host: `10.9.0.${sequence}`,
    port: 8728,
    useTls: false,
    certificate: null,
    username: 'netpurse',
    password: 'router-secret',
    accessMethods: ['pppoe', 'hotspot', 'static'],
    pppLocalAddress: null,
  });
  await givenReached(routerId);
  return routerId;
}

/** An active service with a login, paid for one week from `start`. */
export async function givenMeteredService(
  over: Partial<ItemTerms> = {},
  place: { routerId?: number; now?: Date } = {},
) {
  sequence += 1;
  const login = `Subscriber-${sequence}`;
  const customerId = await givenCustomer({ balance: 500n, ...(place.now && { now: place.now }) });
  const { itemId } = await givenPlan(over);
  const { routerId = await givenServingRouter() } = place;
  const network = { login, routerId, accessMethod: 'pppoe' as const };
  const serviceId = await givenService({ customerId, itemId, network }, place.now);
  return { serviceId, customerId, login };
}

type Reading = NewUsagePoll['readings'][number];

/** A session running for a day, with the same counter in both directions unless overridden. */
export function session(login: string, downBytes: bigint, over: Partial<Reading> = {}): Reading {
  const counters = { kind: 'ppp' as const, downBytes, upBytes: 0n };
  return { login, sessionKey: 's1', ...counters, uptimeSeconds: 86_400, ...over };
}

/** Books one poll of a router that has been up for long; later polls advance its uptime accordingly. */
export function poll(
  routerId: number,
  polledAt: Date,
  readings: readonly Reading[],
  over: Partial<NewUsagePoll> = {},
) {
  return ingestUsage(systemCtx(polledAt), {
    routerId,
    polledAt,
    readings,
    routerUptimeSeconds: 10_000_000 + (polledAt.getTime() - start.getTime()) / 1000,
    ...over,
  });
}

export type Booked = {
  samples: bigint;
  days: bigint;
  hours: bigint;
  months: bigint;
  periods: bigint;
  drawn: bigint;
};

/** The bytes booked for a service in every place that stores them, both directions combined. */
export async function bookedFor(serviceId: number): Promise<Booked> {
  const [row] = await getSql()<Record<keyof Booked, string>[]>`
    select
      (select coalesce(sum(down_bytes + up_bytes), 0) from usage_samples where service_id = ${serviceId}) as samples,
      (select coalesce(sum(down_bytes + up_bytes), 0) from usage_days where service_id = ${serviceId}) as days,
      (select coalesce(sum(h), 0) from usage_days, unnest(down_hours || up_hours) h
        where service_id = ${serviceId}) as hours,
      (select coalesce(sum(down_bytes + up_bytes), 0) from usage_months where service_id = ${serviceId}) as months,
      (select coalesce(sum(down_bytes + up_bytes), 0) from usage_periods where service_id = ${serviceId}) as periods,
      (select coalesce(sum(used_bytes), 0) from allocations where service_id = ${serviceId}) as drawn`;
  if (!row) throw new Error('no row');
  return {
    samples: BigInt(row.samples),
    days: BigInt(row.days),
    hours: BigInt(row.hours),
    months: BigInt(row.months),
    periods: BigInt(row.periods),
    drawn: BigInt(row.drawn),
  };
}

export function everywhere(bytes: bigint): Booked {
  return {
    samples: bytes,
    days: bytes,
    hours: bytes,
    months: bytes,
    periods: bytes,
    drawn: bytes,
  };
}

export async function eventsOf(serviceId: number, name: string): Promise<unknown[]> {
  const rows = await getSql()<{ data: unknown }[]>`
    select data from events where name = ${name} and (data->>'serviceId')::bigint = ${serviceId}
    order by id`;
  return rows.map((row) => row.data);
}
