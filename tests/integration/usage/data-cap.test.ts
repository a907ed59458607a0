import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { loadServices } from '@/lib/routers/lookups/desired';
import { serviceRateLimit } from '@/lib/routers/rules/profiles';
import { getDataLeft } from '@/lib/screens/shared/usage';
import { type GrantAllocation, grantAllocation } from '@/lib/usage/grant-allocation';
import { sweepAllocations } from '@/lib/usage/sweep-allocations';
import {
  at,
  GIGABYTE,
  givenOperator,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  bookedFor,
  eventsOf,
  givenMeteredService,
  givenRouter,
  MEGABYTE,
  minute,
  poll,
  session,
} from './support';

beforeAll(() => givenOperator());

const slowPlan = {
  capAction: 'slow' as const,
  slowDownBitsPerSecond: 1_000_000n,
  slowUpBitsPerSecond: 1_000_000n,
};

/** A service with 1 GB for its first week, whose session counter starts at zero. */
async function givenCappedService(over: Parameters<typeof givenMeteredService>[0] = {}) {
  const routerId = await givenRouter();
  const terms = { dataLimitBytes: GIGABYTE, ...over };
  const service = await givenMeteredService(terms, { routerId });
  await poll(routerId, minute(0), [session(service.login, 0n)]);
  const flow = (count: number, total: bigint, upBytes = 0n) =>
    poll(routerId, minute(count), [session(service.login, total, { upBytes })]);
  return { routerId, flow, ...service };
}

function grant(input: GrantAllocation, ctx = systemCtx(minute(30))) {
  return inTransaction(ctx, (ctx) => grantAllocation(ctx, input));
}

function pack(serviceId: number, over: Partial<GrantAllocation> = {}): GrantAllocation {
  return {
    serviceId,
    source: 'pack',
    orderId: randomUUID(),
    grantedBytes: GIGABYTE,
    startsAt: minute(30),
    expiresAt: at(start, { days: 30 }),
    ...over,
  } as GrantAllocation;
}

async function isThrottled(serviceId: number): Promise<boolean | undefined> {
  const [row] = await getSql()<{ throttled: boolean }[]>`
    select throttled from services where id = ${serviceId}`;
  return row?.throttled;
}

describe('reaching the end of the data', () => {
  it('cuts the service in the poll that finds it, once, and says so', async () => {
    const { serviceId, customerId, flow } = await givenCappedService();
    await flow(5, GIGABYTE - 1n);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active' });
    expect(await flow(10, GIGABYTE)).toMatchObject({ usedUp: [serviceId] });
    const cut = await serviceNow(serviceId);
    expect(cut).toMatchObject({ status: 'disabled', holds: ['data_cap'] });
    expect(await flow(15, GIGABYTE + 50n * MEGABYTE)).toMatchObject({ usedUp: [] });
    expect(await serviceNow(serviceId)).toEqual(cut);
    expect(await eventsOf(serviceId, 'allocation/used-up')).toEqual([{ serviceId, customerId }]);
    expect((await bookedFor(serviceId)).drawn).toBe(GIGABYTE + 50n * MEGABYTE);
  });

  it('cuts once when two polls reach it together', async () => {
    const { serviceId, login, flow } = await givenCappedService();
    const elsewhere = await givenRouter();
    await poll(elsewhere, minute(0), [session(login, 0n)]);
    await Promise.all([flow(5, GIGABYTE), poll(elsewhere, minute(5), [session(login, GIGABYTE)])]);
    expect(await eventsOf(serviceId, 'allocation/used-up')).toHaveLength(1);
    expect((await bookedFor(serviceId)).drawn).toBe(2n * GIGABYTE);
  });

  it('throttles the service where the plan says so, and keeps its status', async () => {
    const { serviceId, flow } = await givenCappedService(slowPlan);
    const { desiredVersion } = await serviceNow(serviceId);
    await flow(5, 2n * GIGABYTE);
    expect(await isThrottled(serviceId)).toBe(true);
    expect(await serviceNow(serviceId)).toEqual({
      status: 'active',
      holds: [],
      desiredVersion: desiredVersion + 1,
    });
  });

  it('counts only the direction the plan names', async () => {
    const { serviceId, flow } = await givenCappedService({ capDirection: 'down' });
    await flow(5, GIGABYTE - 1n, 3n * GIGABYTE);
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect((await bookedFor(serviceId)).drawn).toBe(GIGABYTE - 1n);
  });

  it.each([
    ['as set', 500_000n, '500k/1M'],
    ['like the download, where it is not set', null, '1M/1M'],
  ])('slows the upload %s', async (_how, slowUpBitsPerSecond, rate) => {
    const { serviceId, routerId, flow } = await givenCappedService({
      ...slowPlan,
      slowUpBitsPerSecond,
    });
    await flow(5, GIGABYTE);
    const [loaded] = await loadServices(systemCtx(), routerId, [serviceId]);
    expect(loaded && serviceRateLimit(loaded.service)).toBe(rate);
  });

  it('does nothing to a plan without a limit', async () => {
    const { serviceId, flow } = await givenCappedService({ dataLimitBytes: null });
    await flow(5, 50n * GIGABYTE);
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect((await bookedFor(serviceId)).days).toBe(50n * GIGABYTE);
  });
});

describe('alerts', () => {
  it('report the highest threshold passed, each once', async () => {
    const { serviceId, customerId, flow } = await givenCappedService();
    await flow(5, 850n * MEGABYTE);
    await flow(10, 860n * MEGABYTE);
    await flow(15, GIGABYTE);
    expect(await eventsOf(serviceId, 'usage/alert')).toEqual([
      { serviceId, customerId, percent: 80 },
      { serviceId, customerId, percent: 100 },
    ]);
  });
});

describe('an allocation', () => {
  it('that expires first is used first', async () => {
    const { serviceId, flow } = await givenCappedService();
    await grant(pack(serviceId, { startsAt: start, expiresAt: at(start, { days: 2 }) }));
    await flow(31, 1_200n * MEGABYTE);
    const left = await getDataLeft(systemCtx(minute(32)), serviceId);
    expect(left.buckets.map((row) => [row.source, row.usedBytes, row.leftBytes])).toEqual([
      ['pack', GIGABYTE, 0n],
      ['period', 200n * MEGABYTE, 800n * MEGABYTE],
    ]);
    expect(left).toMatchObject({ leftBytes: 800n * MEGABYTE, grantedBytes: 2n * GIGABYTE });
  });

  it('bought as a pack lifts the cap, and is counted from then on', async () => {
    const { serviceId, flow } = await givenCappedService();
    await flow(5, GIGABYTE + 10n * MEGABYTE);
    await grant(pack(serviceId));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    const left = await getDataLeft(systemCtx(minute(31)), serviceId);
    expect(left.leftBytes).toBe(GIGABYTE);
    await flow(35, 3n * GIGABYTE);
    expect(await serviceNow(serviceId)).toMatchObject({ holds: ['data_cap'] });
    expect(await eventsOf(serviceId, 'allocation/used-up')).toHaveLength(2);
  });

  it('ends throttling', async () => {
    const { serviceId, flow } = await givenCappedService(slowPlan);
    await flow(5, GIGABYTE);
    await grant(pack(serviceId));
    expect(await isThrottled(serviceId)).toBe(false);
  });
});

describe('a grant', () => {
  it('is given once per order, however often it is repeated', async () => {
    const { serviceId } = await givenCappedService();
    const once = pack(serviceId);
    const results = await Promise.all([grant(once), grant(once), grant(once)]);
    expect(results.filter((result) => result.isNew)).toHaveLength(1);
    expect(new Set(results.map((result) => result.allocationId)).size).toBe(1);
    const left = await getDataLeft(systemCtx(minute(31)), serviceId);
    expect(left.grantedBytes).toBe(2n * GIGABYTE);
  });

  it('that races the last byte is never missed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { serviceId, flow } = await givenCappedService();
      await Promise.all([flow(30, GIGABYTE), grant(pack(serviceId))]);
      expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    }
  });

  it('needs staff with the right and a reason', async () => {
    const { serviceId, customerId } = await givenCappedService();
    const gift: GrantAllocation = {
      serviceId,
      source: 'staff',
      reason: 'outage on Sunday',
      grantedBytes: GIGABYTE,
      startsAt: minute(30),
      expiresAt: at(start, { days: 3 }),
    };
    const forbidden = { code: 'forbidden' };
    await expect(grant(gift, subscriberCtx(customerId))).rejects.toMatchObject(forbidden);
    await expect(grant(gift, staffCtx(start, 'auditor'))).rejects.toMatchObject(forbidden);
    await expect(grant(pack(serviceId), subscriberCtx(customerId + 1))).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await grant(gift, staffCtx(minute(30)))).isNew).toBe(true);
  });

  it('of nothing, or that ends before it begins, is refused at its field', async () => {
    const { serviceId } = await givenCappedService();
    await expect(grant(pack(serviceId, { grantedBytes: 0n }))).rejects.toMatchObject({
      field: 'grantedBytes',
    });
    await expect(grant(pack(serviceId, { expiresAt: minute(30) }))).rejects.toMatchObject({
      field: 'expiresAt',
    });
  });
});

describe('the sweep of allocations', () => {
  /** Data that expires before its period ends, as after a plan change or with only a pack. */
  async function givenExpiringService() {
    const service = await givenCappedService();
    await getSql()`update allocations set expires_at = ${minute(60).toISOString()}
      where service_id = ${service.serviceId}`;
    return service;
  }

  it('cuts a service when its last data expires unused, once', async () => {
    const { serviceId } = await givenExpiringService();
    await sweepAllocations(systemCtx(minute(59)));
    expect((await serviceNow(serviceId)).status).toBe('active');
    await Promise.all([1, 2].map(() => sweepAllocations(systemCtx(minute(60)))));
    expect(await serviceNow(serviceId)).toMatchObject({ holds: ['data_cap'] });
    expect(await eventsOf(serviceId, 'allocation/used-up')).toHaveLength(1);
  });

  it('leaves a service that is due for renewal to the renewal', async () => {
    const { serviceId } = await givenCappedService();
    await sweepAllocations(systemCtx(at(start, { days: 7, seconds: 5 })));
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('restarts a service when data granted ahead becomes valid', async () => {
    const { serviceId, flow } = await givenCappedService();
    await flow(5, GIGABYTE);
    await grant(pack(serviceId, { startsAt: minute(90) }));
    expect((await serviceNow(serviceId)).status).toBe('disabled');
    await sweepAllocations(systemCtx(minute(90)));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
  });

  it('does not run for people without the right', async () => {
    await expect(sweepAllocations(subscriberCtx(1))).rejects.toMatchObject({ code: 'forbidden' });
  });
});
