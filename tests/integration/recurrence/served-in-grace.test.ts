import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { recheckCredit } from '@/lib/orders/recheck-credit';
import { listCustomersWithStartable } from '@/lib/recurrence/lookups/startable';
import {
  at,
  balanceOf,
  givenCredit,
  givenOperator,
  periodsOf,
  serviceNow,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  days,
  expectSound,
  givenHalfPrice,
  givenShort,
  lastOf,
  pay,
  renewalOf,
  sweep,
} from './grace-support';

beforeAll(() => givenOperator());

describe('days of grace that ran out before the payment', () => {
  it('are part of the period paid then: ten periods paid a minute late are 300 days served', async () => {
    const world = await givenShort();
    const { customerId, serviceId } = world;
    let due = days(30);
    for (let period = 2; period <= 10; period += 1) {
      await sweep(due);
      await sweep(at(due, { days: 10 }));
      expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
      const paidAt = at(due, { days: 10, minutes: 1 });
      const until = at(due, { days: 30, minutes: 1 });
      expect(await renewalOf(world, paidAt)).toMatchObject({
        kind: 'starts',
        priceMinor: 3_000n,
        until,
      });
      await pay(customerId, 3_000n, paidAt);
      expect(await lastOf(serviceId)).toMatchObject({
        outcome: 'allocated',
        startsAt: at(due, { minutes: 1 }).toISOString(),
        endsAt: until.toISOString(),
      });
      due = until;
    }
    expect(due).toEqual(at(days(300), { minutes: 9 }));
    expect(await balanceOf(customerId)).toBe(0n);
    await expectSound();
  });

  it('count however long the service was stopped after them', async () => {
    const { customerId, serviceId } = await givenShort();
    await sweep(days(30));
    await sweep(days(40));
    await pay(customerId, 3_000n, days(100));
    expect(await lastOf(serviceId)).toMatchObject({
      startsAt: days(90).toISOString(),
      endsAt: days(120).toISOString(),
    });
    await sweep(days(120));
    expect(await renewalOf({ customerId, serviceId }, days(120))).toMatchObject({
      isInGrace: true,
    });
    await expectSound();
  });

  it.each([
    ['began after the grace counts', { from: 48, until: 300 }, {}, 1_500n],
    ['ended before the payment does not', { from: 0, until: 42 }, {}, 3_000n],
    [
      'began after the grace counts for the rest',
      { from: 48, until: 300 },
      { keepAnchor: true },
      1_000n,
    ],
  ] as const)(
    'cost the price of the day they are paid: a discount that %s',
    async (_name, span, over, priceMinor) => {
      const world = await givenShort(over);
      const { customerId, serviceId } = world;
      await sweep(days(30));
      await sweep(days(40));
      await givenHalfPrice(serviceId, span);
      expect(await renewalOf(world, days(50))).toMatchObject({ priceMinor });
      await pay(customerId, 3_000n, days(50));
      expect(await balanceOf(customerId)).toBe(3_000n - priceMinor);
      expect(await lastOf(serviceId)).toMatchObject({ startsAt: days(40).toISOString() });
      await expectSound();
    },
  );

  it.each([
    ['that begins after the grace', { from: 48, until: 300 }, 1_500n],
    ['that ends before the payment', { from: 0, until: 42 }, 3_000n],
  ] as const)(
    'are repaired by a recheck exactly when the credit covers them, with a discount %s',
    async (_name, span, priceMinor) => {
      const { customerId, serviceId } = await givenShort();
      await sweep(days(30));
      await sweep(days(40));
      await givenHalfPrice(serviceId, span);
      const now = at(days(50), { minutes: 5 });
      for (const [amountMinor, isCovered] of [
        [priceMinor - 1n, false],
        [1n, true],
      ] as const) {
        await givenCredit(customerId, amountMinor, days(50));
        await getSql()`delete from events where name = 'wallet/credited' and customer_id = ${customerId}`;
        expect((await listCustomersWithStartable(systemCtx(now))).has(customerId)).toBe(isCovered);
        await recheckCredit(systemCtx(now));
        expect((await serviceNow(serviceId)).holds).toEqual(isCovered ? [] : ['no_credit']);
      }
      expect(await balanceOf(customerId)).toBe(0n);
    },
  );

  it('are paid with the rest of a plan that keeps its dates', async () => {
    const world = await givenShort({ keepAnchor: true });
    await sweep(days(30));
    await sweep(days(40));
    expect(await renewalOf(world, days(45))).toMatchObject({ priceMinor: 2_500n, until: days(60) });
    await pay(world.customerId, 3_000n, days(45));
    expect(await balanceOf(world.customerId)).toBe(500n);
    expect(await lastOf(world.serviceId)).toMatchObject({ endsAt: days(60).toISOString() });
    await expectSound();
  });

  it('are paid where the grace is as long as the period', async () => {
    const { customerId, serviceId } = await givenShort({
      ...{ intervalCount: 1, graceDays: 3, unitPriceMinor: 100n },
    });
    await sweep(days(1));
    await sweep(days(2));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    await pay(customerId, 100n, days(2));
    await sweep(days(2));
    expect((await periodsOf(serviceId)).map(({ outcome }) => outcome)).toEqual([
      ...['allocated', 'withheld', 'allocated'],
    ]);
    expect((await serviceNow(serviceId)).status).toBe('active');
    await sweep(days(3));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    await expectSound();
  });

  it('are paid first if the credit is there when such a grace ends', async () => {
    const { customerId, serviceId } = await givenShort({
      ...{ intervalCount: 1, graceDays: 3, unitPriceMinor: 100n },
    });
    await sweep(days(1));
    await givenCredit(customerId, 200n, days(2));
    await sweep(days(2));
    expect(await balanceOf(customerId)).toBe(0n);
    expect((await periodsOf(serviceId)).map(({ outcome }) => outcome)).toEqual([
      ...['allocated', 'allocated', 'allocated'],
    ]);
    await expectSound();
  });

  it('are recorded alike by the sweep’s statement and one by one', async () => {
    const seen = [];
    for (const isAlone of [false, true]) {
      const { serviceId } = await givenShort();
      const decideAlone = () => getSql()`
        update schedule set reprice_on = '2020-01-01' where service_id = ${serviceId} and ${isAlone}`;
      for (const now of [days(30), days(40)]) {
        await decideAlone();
        await sweep(now);
      }
      const [row] = await getSql()`
        select part_seconds, part_of_seconds from periods where service_id = ${serviceId} and outcome = 'withheld'`;
      seen.push(row);
    }
    expect(seen).toEqual([0, 1].map(() => ({ part_seconds: 864_000, part_of_seconds: 2_592_000 })));
  });

  it('are not owed where there is no grace', async () => {
    const { customerId, serviceId } = await givenShort({ graceDays: 0 });
    await sweep(days(30));
    await pay(customerId, 3_000n, days(35));
    expect(await lastOf(serviceId)).toMatchObject({ startsAt: days(35).toISOString() });
  });
});
