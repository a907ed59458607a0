import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { getDataLeft, listTopUsers, listUsageSeries } from '@/lib/screens/shared/usage';
import { recordPollGap } from '@/lib/usage/record-poll-gap';
import {
  GIGABYTE,
  givenOperator,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  bookedFor,
  everywhere,
  givenMeteredService,
  givenRouter,
  MEGABYTE,
  poll,
  session,
} from './support';

const ZONE = 'Europe/Berlin';
beforeAll(() => givenOperator({ timeZone: ZONE }));
beforeEach(() => getSql()`update settings set time_zone = ${ZONE}`);

/** A service on a polled router, created at `now`; `flows` are megabytes by instant. */
async function givenFlows(now: string, flows: readonly (readonly [string, number])[]) {
  const routerId = await givenRouter();
  const service = await givenMeteredService(
    { dataLimitBytes: 100n * GIGABYTE },
    { routerId, now: new Date(now) },
  );
  let total = 0n;
  await poll(routerId, new Date(now), [session(service.login, 0n)]);
  for (const [instant, flow] of flows) {
    total += BigInt(flow) * MEGABYTE;
    await poll(routerId, new Date(instant), [session(service.login, total)]);
  }
  return { routerId, ...service };
}

const inMegabytes = (series: readonly (number | null)[]) =>
  series.map((bytes) => (bytes === null ? null : bytes / 1e6));

describe('a day on which the clocks go back', () => {
  it('has 25 hours, and keeps both hours of the same name apart', async () => {
    // 02:00-03:00 in Berlin happens twice: from 00:00 and from 01:00 UTC.
    const { serviceId } = await givenFlows('2026-10-24T22:00:00Z', [
      ['2026-10-24T22:30:00Z', 1],
      ['2026-10-25T00:30:00Z', 2],
      ['2026-10-25T01:30:00Z', 4],
      ['2026-10-25T22:30:00Z', 8],
      ['2026-10-25T23:05:00Z', 16],
    ]);
    const at = new Date('2026-10-25T12:00:00Z');
    const ctx = systemCtx(new Date('2026-10-26T08:00:00Z'));
    const series = await listUsageSeries(ctx, { serviceId, range: 'day', at });
    expect(series.downBytes).toHaveLength(25);
    const shown = inMegabytes(series.downBytes).flatMap((value, hour) =>
      value ? [[hour, value]] : [],
    );
    expect(shown).toEqual([
      [0, 1],
      [2, 2],
      [3, 4],
      [24, 8],
    ]);
    expect(series.totalDownBytes).toBe(15n * MEGABYTE);
    expect(await bookedFor(serviceId)).toEqual(everywhere(31n * MEGABYTE));
  });
});

describe('a day on which the clocks go forward', () => {
  it('has 23 hours', async () => {
    const { serviceId } = await givenFlows('2026-03-28T23:00:00Z', [
      ['2026-03-29T00:30:00Z', 1],
      ['2026-03-29T01:30:00Z', 2],
      ['2026-03-29T21:30:00Z', 4],
      ['2026-03-29T22:30:00Z', 8],
    ]);
    const at = new Date('2026-03-29T12:00:00Z');
    const ctx = systemCtx(new Date('2026-03-30T08:00:00Z'));
    const series = await listUsageSeries(ctx, { serviceId, range: 'day', at });
    expect(series.downBytes).toHaveLength(23);
    expect(inMegabytes(series.downBytes)[1]).toBe(1);
    expect(inMegabytes(series.downBytes)[2]).toBe(2);
    expect(inMegabytes(series.downBytes)[22]).toBe(4);
    const month = await listUsageSeries(ctx, { serviceId, range: 'month', at });
    expect(inMegabytes(month.downBytes).slice(28, 30)).toEqual([7, 8]);
  });
});

describe('the graph of a service', () => {
  it('shows minutes, days and months from the same bytes', async () => {
    const { serviceId } = await givenFlows('2026-06-10T08:00:00Z', [
      ['2026-06-10T08:05:00Z', 1],
      ['2026-06-10T08:10:00Z', 2],
      ['2026-06-11T08:00:00Z', 4],
    ]);
    const ctx = systemCtx(new Date('2026-06-11T08:01:00Z'));
    const hour = await listUsageSeries(ctx, {
      serviceId,
      range: 'hour',
      at: new Date('2026-06-10T08:14:00Z'),
    });
    expect(inMegabytes(hour.downBytes).slice(-2)).toEqual([1, 2]);
    const at = ctx.now;
    const week = await listUsageSeries(ctx, { serviceId, range: 'week', at });
    expect(inMegabytes(week.downBytes)).toEqual([null, null, null, null, null, 3, 4]);
    const year = await listUsageSeries(ctx, { serviceId, range: 'year', at });
    expect(inMegabytes(year.downBytes)[5]).toBe(7);
    expect(year.downBytes[6]).toBeNull();
    expect(week.asOf).toEqual(new Date('2026-06-11T08:00:00Z'));
    expect(week.cap).toMatchObject({ grantedBytes: 100n * GIGABYTE });
    expect(week.projection.kind).toBe('lasts');
  });

  it('shows a gap as a gap, and the future as empty', async () => {
    const { serviceId, routerId, login } = await givenFlows('2026-06-10T00:00:00Z', [
      ['2026-06-10T00:05:00Z', 1],
    ]);
    await recordPollGap(systemCtx(new Date('2026-06-10T00:10:00Z')), { routerId });
    await poll(routerId, new Date('2026-06-10T04:30:00Z'), [session(login, 9n * MEGABYTE)]);
    const ctx = systemCtx(new Date('2026-06-10T05:00:00Z'));
    const series = await listUsageSeries(ctx, { serviceId, range: 'day', at: ctx.now });
    // 02:00 local is midnight UTC, when the service began.
    expect(inMegabytes(series.downBytes).slice(1, 9)).toEqual(
      [null, 0, null, null, null, 8, null, null].map((value, i) => (i === 1 ? 1 : value)),
    );
    expect(series.gaps).toEqual([
      { startsAt: new Date('2026-06-10T00:05:00Z'), endsAt: new Date('2026-06-10T04:30:00Z') },
    ]);
  });

  it('keeps its hours when the operator moves to another zone', async () => {
    const { serviceId, routerId, login } = await givenFlows('2026-06-10T08:00:00Z', [
      ['2026-06-10T08:30:00Z', 1],
    ]);
    await getSql()`update settings set time_zone = 'America/New_York'`;
    await poll(routerId, new Date('2026-06-10T09:30:00Z'), [session(login, 3n * MEGABYTE)]);
    const at = new Date('2026-06-10T10:00:00Z');
    const series = await listUsageSeries(systemCtx(at), { serviceId, range: 'day', at });
    const hourOf = (instant: string) => series.startsAtMs.indexOf(new Date(instant).getTime());
    expect(inMegabytes(series.downBytes)[hourOf('2026-06-10T08:00:00Z')]).toBe(1);
    expect(inMegabytes(series.downBytes)[hourOf('2026-06-10T09:00:00Z')]).toBe(2);
    expect(await bookedFor(serviceId)).toEqual(everywhere(3n * MEGABYTE));
  });
});

describe('usage data', () => {
  it('is visible to the service’s own customer and staff, and does not exist for others', async () => {
    const { serviceId, customerId } = await givenFlows('2026-06-10T08:00:00Z', []);
    const other = await givenMeteredService();
    const now = new Date('2026-06-10T09:00:00Z');
    const series = { serviceId, range: 'day' as const, at: now };
    expect((await getDataLeft(subscriberCtx(customerId, now), serviceId)).isLimited).toBe(true);
    const notFound = { code: 'not-found' };
    const stranger = subscriberCtx(other.customerId, now);
    await expect(getDataLeft(stranger, serviceId)).rejects.toMatchObject(notFound);
    await expect(listUsageSeries(stranger, series)).rejects.toMatchObject(notFound);
    await expect(getDataLeft(stranger, 999_999_999)).rejects.toMatchObject(notFound);
    const list = { fromDay: '2026-06-10', toDay: '2026-06-10', limit: 5 };
    await expect(listTopUsers(stranger, list)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the heaviest users', () => {
  it('are listed by their bytes between two days', async () => {
    const light = await givenFlows('2026-08-10T08:00:00Z', [['2026-08-10T08:05:00Z', 10]]);
    const heavy = await givenFlows('2026-08-10T08:00:00Z', [
      ['2026-08-10T08:05:00Z', 10],
      ['2026-08-11T08:05:00Z', 10],
      ['2026-08-12T08:05:00Z', 900],
    ]);
    const days = { fromDay: '2026-08-10', toDay: '2026-08-11' };
    const top = await listTopUsers(staffCtx(), { ...days, limit: 10 });
    expect(top.map((row) => [row.serviceId, row.downBytes])).toEqual([
      [heavy.serviceId, 20n * MEGABYTE],
      [light.serviceId, 10n * MEGABYTE],
    ]);
  });
});
