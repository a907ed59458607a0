import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { resumeServices } from '@/lib/recurrence/resume-services';
import {
  at,
  balanceOf,
  GIGABYTE,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { sweepAt } from '../planned/support';
import { changeTo, check, givenRunning, linesOf, useData } from './support';

beforeAll(() => givenOperator());

const day = (days: number) => at(start, { days });
const ofThirtyDays = { intervalUnit: 'day', intervalCount: 30 } as const;
const keeps = { keepAnchor: true, ...ofThirtyDays } as const;
const DAY = 86_400n;

type World = { customerId: number; serviceId: number };

/** Changes to a plan that keeps its dates; returns what the sheet shows, the wallet moves and the charge says. */
async function changed(world: World, terms: Parameters<typeof changeTo>[1], now: Date) {
  const before = await balanceOf(world.customerId);
  const { preview } = await changeTo(world, { ...keeps, ...terms }, now);
  const { quote } = preview;
  expect((await balanceOf(world.customerId)) - before).toBe(-quote.totalMinor);
  const shown = (kind: string) => quote.lines.find((line) => line.kind === kind)?.amountMinor ?? 0n;
  const charge = (await linesOf(world.serviceId)).filter(({ what }) => what === 'period').at(-1);
  expect(charge?.grossMinor).toBe(shown('plan'));
  return { costs: shown('plan'), back: -shown('unused_credit'), share: charge?.share, quote };
}

const shareOf = (days: bigint) => ({ part: days * DAY, of: 30n * DAY, unit: 'seconds' });

/** A service of a plan of 7.00 for 30 days whose second period was withheld, and whose credit comes on its day 15. */
async function givenResumed(): Promise<World> {
  const customerId = await givenCustomer({ balance: 700n });
  const { itemId } = await givenPlan({ ...keeps, unitPriceMinor: 700n, graceDays: 0 });
  const serviceId = await givenService({ customerId, itemId });
  await sweepAt(day(30));
  await givenCredit(customerId, 99_999n, day(45));
  await resumeServices(systemCtx(day(45)), { customerId });
  return { customerId, serviceId };
}

describe('a plan change to a plan that keeps its dates costs its share of a whole period', () => {
  it('on the second and on the third change within one period', async () => {
    const world = await givenRunning({ ...keeps, unitPriceMinor: 3_000n });
    expect(await changed(world, { unitPriceMinor: 6_000n }, day(10))).toMatchObject({
      costs: 4_000n,
      back: 2_000n,
      share: shareOf(20n),
    });
    expect(await changed(world, { unitPriceMinor: 9_000n }, day(20))).toMatchObject({
      costs: 3_000n,
      back: 2_000n,
      share: shareOf(10n),
    });
    expect(await changed(world, { unitPriceMinor: 3_000n }, day(27))).toMatchObject({
      costs: 300n,
      back: 900n,
      share: shareOf(3n),
    });
    expect(await check(world.customerId)).toEqual([]);
  });

  it('however often it changes between plans of one price: nothing in sum', async () => {
    const world = await givenRunning({ ...keeps, unitPriceMinor: 3_000n });
    for (const days of [5, 10, 15, 20, 25]) {
      const { quote } = await changed(world, { unitPriceMinor: 3_000n }, day(days));
      expect(quote.totalMinor).toBe(0n);
    }
    expect(await check(world.customerId)).toEqual([]);
  });

  it('in a period that was resumed halfway through', async () => {
    const world = await givenResumed();
    expect(await changed(world, { unitPriceMinor: 3_000n }, day(50))).toMatchObject({
      costs: 1_000n,
      share: shareOf(10n),
    });
    expect(await check(world.customerId)).toEqual([]);
  });

  it('in a period that was decided late, after an outage', async () => {
    const world = await givenRunning({ ...keeps, unitPriceMinor: 3_000n });
    await sweepAt(day(35));
    expect(await changed(world, { unitPriceMinor: 6_000n }, day(50))).toMatchObject({
      costs: 2_000n,
      back: 1_000n,
      share: shareOf(10n),
    });
    expect(await changed(world, { unitPriceMinor: 9_000n }, day(55))).toMatchObject({
      costs: 1_500n,
      back: 1_000n,
      share: shareOf(5n),
    });
  });

  it('after a break, which moves the end and sells no time', async () => {
    const world = await givenRunning({ ...keeps, unitPriceMinor: 3_000n });
    await changed(world, { unitPriceMinor: 6_000n }, day(10));
    await pauseService(staffCtx(day(12)), { serviceId: world.serviceId, until: null });
    await resumeService(staffCtx(day(20)), { serviceId: world.serviceId });
    expect(await changed(world, { unitPriceMinor: 9_000n }, day(28))).toMatchObject({
      costs: 3_000n,
      back: 2_000n,
      share: shareOf(10n),
    });
    expect(await check(world.customerId)).toEqual([]);
  });

  it('and grants that share of its data', async () => {
    const world = await givenRunning({ ...keeps, unitPriceMinor: 3_000n });
    await changed(world, { dataLimitBytes: 30n * GIGABYTE }, day(10));
    const { quote } = await changed(world, { dataLimitBytes: 400n * GIGABYTE }, day(24));
    expect(quote.dataBytes).toBe(80n * GIGABYTE);
    const [granted] = await getSql()`
      select granted_bytes from allocations where service_id = ${world.serviceId} order by id desc limit 1`;
    expect(granted).toEqual({ granted_bytes: String(80n * GIGABYTE) });
  });
});

describe('what comes back of a rest of a period', () => {
  it.each([
    ['time, where more of its data is unused', 100n, 2_000n],
    ['data, where less of it is unused', 150n, 1_000n],
  ])('is its unused %s', async (_what, used, back) => {
    const world = await givenRunning({ ...keeps, unitPriceMinor: 3_000n });
    const limited = { dataLimitBytes: 300n * GIGABYTE, unusedBy: 'time_or_data' } as const;
    await changed(world, { ...limited, unitPriceMinor: 6_000n }, day(10));
    await useData(world.serviceId, used * GIGABYTE);
    expect(await changed(world, { unitPriceMinor: 9_000n }, day(20))).toMatchObject({
      back,
      costs: 3_000n,
    });
  });
});
