import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  serviceNow,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { confirmAt, stateOf } from '../orders/sheet';
import { sweepDates } from '../services/router-off-world';
import { givenLeft, servedUntil, sheetOf } from './refused-change-world';
import { givenOpenRouter, later, makeProfile, sync } from './refused-world';

beforeAll(() => givenOperator());

type Router = Awaited<ReturnType<typeof givenOpenRouter>>;

async function lastDayOf(serviceId: number): Promise<string | undefined> {
  const [row] = await getSql()<{ day: string }[]>`
    select end_date::text as day from services where id = ${serviceId}`;
  return row?.day;
}

async function expectSound(): Promise<void> {
  expect(await brokenLedgerRules()).toEqual([]);
  expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
}

/** A service that its router has refused since the morning of 2 March, looked at once a day. */
async function givenEnding(router: Router, endDate: string, balance = 2_000n) {
  const left = await givenLeft(router, { service: { endDate }, balance });
  await servedUntil(left.serviceId, at(start, { hours: 2 }));
  for (const day of [3, 4, 5]) await sweepDates(later(day));
  return left;
}

type Left = Awaited<ReturnType<typeof givenEnding>>;

async function leave(left: Left, day: number, profile?: string) {
  const to = profile === undefined ? {} : { routerProfile: profile };
  const ctx = subscriberCtx(left.customerId, later(day));
  const { preview } = await sheetOf(ctx, left, { to });
  expect(await confirmAt(later(day), { ...left, preview })).toMatchObject({ kind: 'executed' });
  return preview.quote;
}

const ways = [
  ['accepted on the plan it has', async (_left: Left, router: Router) => makeProfile(router)],
  ['left for a plan that is accepted', (left: Left) => leave(left, 5)],
  [
    'left for a refused plan and then for another',
    async (left: Left) => {
      await leave(left, 3, 'silver');
      await leave(left, 5);
    },
  ],
] as const;

describe.each(ways)('the last day of a refused service that is %s', (_how, act) => {
  it.each([
    ['2026-03-05', '2026-03-11'],
    ['2026-03-20', '2026-03-26'],
  ])('moves from %s by the whole time it was refused, to %s', async (was, becomes) => {
    const router = await givenOpenRouter();
    const left = await givenEnding(router, was);
    const { serviceId } = left;
    await act(left, router);
    while ((await sync(router, later(6))).kind === 'synced');
    await sweepDates(later(6));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await lastDayOf(serviceId)).toBe(becomes);
    await sweepDates(new Date(`${becomes}T12:00:00Z`));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active' });
    await sweepDates(at(new Date(`${becomes}T12:00:00Z`), { days: 1 }));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'disabled', holds: ['ended'] });
    await expectSound();
  });
});

describe('the sheet for leaving a refused plan', () => {
  it.each([
    ['2026-03-05', '2026-03-10'],
    ['2026-03-20', '2026-03-25'],
  ])('names the last day that the wait has moved from %s to %s', async (was, named) => {
    const router = await givenOpenRouter();
    const left = await givenEnding(router, was);
    expect(await leave(left, 5)).toMatchObject({ lastDay: named, endsAt: later(12) });
  });
});

describe('a change of a refused plan that waits for money while its router accepts the old plan', () => {
  async function givenWaiting() {
    const router = await givenOpenRouter();
    const left = await givenLeft(router, { balance: 500n, plan: { intervalCount: 4 } });
    const ctx = subscriberCtx(left.customerId, later(3));
    const { preview } = await sheetOf(ctx, left, { to: { unitPriceMinor: 1_234n } });
    const placed = await confirmAt(later(3), { ...left, preview });
    expect(placed).toMatchObject({ kind: 'waiting', shortMinor: 734n });
    makeProfile(router);
    await sync(router, at(later(3), { minutes: 2 }));
    expect(await serviceNow(left.serviceId)).toMatchObject({ status: 'active' });
    const pay = async (now: Date) => {
      await givenCredit(left.customerId, 734n, now);
      await putCreditToUse(systemCtx(now), {
        customerId: left.customerId,
        orderId: placed.orderId,
      });
      return stateOf(placed.orderId);
    };
    return { ...left, pay };
  }

  it('is shown again once the served time has a price', async () => {
    const { customerId, pay } = await givenWaiting();
    expect(await pay(at(later(3), { hours: 20 }))).toEqual({
      ...{ state: 'failed', failure: 'quote_changed' },
    });
    expect(await balanceOf(customerId)).toBe(734n);
    await expectSound();
  });

  it('executes as confirmed while its sheet is valid', async () => {
    const { customerId, pay } = await givenWaiting();
    expect(await pay(at(later(3), { minutes: 14 }))).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
    await expectSound();
  });
});
