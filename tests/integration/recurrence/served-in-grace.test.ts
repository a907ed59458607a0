import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { confirmAt, stateOf } from '../orders/sheet';

beforeAll(() => givenOperator());

const days = (count: number) => at(start, { days: count });
const thirty = {
  intervalUnit: 'day',
  intervalCount: 30,
  graceDays: 10,
  unitPriceMinor: 3_000n,
} as const;

/** A service at 30.00 for 30 days with 10 days of grace, whose first period used up all the credit. */
async function givenShort(over: Partial<ItemTerms> = {}) {
  const terms = { ...thirty, ...over };
  const customerId = await givenCustomer({ balance: terms.unitPriceMinor });
  const { itemId } = await givenPlan(terms);
  return { customerId, itemId, serviceId: await givenService({ customerId, itemId }) };
}

async function sweep(now: Date): Promise<void> {
  while ((await sweepRecurrences(systemCtx(now))).more);
  await sweepSpecialPeriods(systemCtx(now));
}

async function pay(customerId: number, amountMinor: bigint, now: Date): Promise<void> {
  await givenCredit(customerId, amountMinor, now);
  await resumeServices(systemCtx(now), { customerId });
}

const lastOf = async (serviceId: number) => (await periodsOf(serviceId)).at(-1);

/** Half the price from one day to another, both included. */
async function givenHalfPrice(serviceId: number, { from, until }: { from: number; until: number }) {
  const [startDate, endDate] = [from, until].map((day) => days(day).toISOString().slice(0, 10));
  await getSql()`
    insert into service_discounts (service_id, kind, percent_ppm, start_date, end_date, text, stackable)
    values (${serviceId}, 'percent', 500000, ${startDate ?? ''}, ${endDate ?? ''}, 'half', false)`;
}

async function expectSound(): Promise<void> {
  expect(await brokenLedgerRules()).toEqual([]);
  expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
}

async function renewalOf(
  { customerId, serviceId }: { customerId: number; serviceId: number },
  now: Date,
) {
  return (await getPortalService(subscriberCtx(customerId, now), serviceId)).renewal;
}

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

describe.each([
  ['a subscriber', (customerId: number, now: Date) => subscriberCtx(customerId, now)],
  ['staff', (_customerId: number, now: Date) => staffCtx(now)],
] as const)('a plan changed in its grace by %s', (_who, ctxOf) => {
  it('pays the days served at its own price, as the sheet says, and the new plan starts with a whole period', async () => {
    const { customerId, serviceId } = await givenShort();
    const { itemId } = await givenPlan({ ...thirty, unitPriceMinor: 6_000n });
    await sweep(days(30));
    await givenCredit(customerId, 8_000n, days(34));
    const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
    const preview = await previewOrder(ctxOf(customerId, days(34)), { customerId, request });
    expect(preview.quote).toMatchObject({
      totalMinor: 6_400n,
      startsAt: days(34),
      endsAt: days(64),
      lines: [
        { kind: 'served', amountMinor: 400n },
        { kind: 'plan', amountMinor: 6_000n },
      ],
    });
    await confirmAt(days(34), { customerId, preview });
    expect(await balanceOf(customerId)).toBe(1_600n);
    const rows = await getSql()`
      select what, part::int as part, part_of::int as of, gross_minor::int as gross, whole_minor::int as whole
      from lines_of_causes(array[${`period:${serviceId}:1`}, ${`period:${serviceId}:2`}])`;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { what: 'period', part: 345_600, of: 2_592_000, gross: 400, whole: 3_000 },
      { what: 'period', part: null, of: null, gross: 6_000, whole: 6_000 },
    ]);
    expect(await periodsOf(serviceId)).toMatchObject([
      {},
      { startsAt: days(30).toISOString(), endsAt: days(34).toISOString() },
      { startsAt: days(34).toISOString(), endsAt: days(64).toISOString() },
    ]);
    await sweep(days(64));
    expect(await renewalOf({ customerId, serviceId }, days(64))).toMatchObject({ isInGrace: true });
    await expectSound();
  });
});

describe('a change of plan in a grace', () => {
  it('executes as shown once exactly the difference is paid', async () => {
    const { customerId, serviceId } = await givenShort({ changeFeeUpMinor: 150n });
    const { itemId } = await givenPlan({ ...thirty, unitPriceMinor: 5_000n });
    await sweep(days(30));
    const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
    const preview = await previewOrder(subscriberCtx(customerId, days(33)), {
      customerId,
      request,
    });
    const placed = await confirmAt(days(33), { customerId, preview });
    expect(placed).toMatchObject({ kind: 'waiting', shortMinor: 5_450n });
    const paidAt = at(days(33), { hours: 3 });
    await givenCredit(customerId, 5_450n, paidAt);
    await putCreditToUse(systemCtx(paidAt), { customerId, orderId: placed.orderId });
    expect(await stateOf(placed.orderId)).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await lastOf(serviceId)).toMatchObject({ startsAt: paidAt.toISOString() });
    await expectSound();
  });

  it.each([
    [
      'a daily plan waits an hour',
      { intervalCount: 1, graceDays: 1 },
      { seconds: 5 },
      { hours: 1 },
    ],
    ['a monthly plan waits a day', {}, { days: 3 }, { hours: 24 }],
    ['an order late in the grace waits until its end', {}, { days: 9, hours: 12 }, { hours: 12 }],
  ] as const)('runs unpaid only for a while: %s', async (_name, over, after, waits) => {
    const terms = { ...thirty, ...over };
    const { customerId, serviceId } = await givenShort(terms);
    const { itemId } = await givenPlan(terms);
    const due = days(terms.intervalCount);
    await sweep(due);
    const quotedAt = at(due, after);
    const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
    const preview = await previewOrder(subscriberCtx(customerId, quotedAt), {
      customerId,
      request,
    });
    const placed = await confirmAt(quotedAt, { customerId, preview });
    const [order] = await getSql()`select expires_at from orders where id = ${placed.orderId}`;
    expect(new Date(order?.['expires_at'])).toEqual(at(quotedAt, waits));
    await givenCredit(customerId, preview.quote.totalMinor, at(quotedAt, waits));
    await putCreditToUse(systemCtx(at(quotedAt, waits)), { customerId, orderId: placed.orderId });
    expect(await stateOf(placed.orderId)).toEqual({ state: 'cancelled', failure: 'order_expired' });
    await expectSound();
  });

  it('shows the share of what the unpaid period costs: present quantity, discount of its first day, no time that stood still', async () => {
    const { customerId, serviceId } = await givenShort();
    const { itemId } = await givenPlan(thirty);
    await sweep(days(30));
    await getSql()`
      update schedule set grace_breaks = jsonb_build_array(jsonb_build_object(
        'since', ${days(31).toISOString()}::text, 'until', ${days(33).toISOString()}::text))
      where service_id = ${serviceId}`;
    await getSql()`update services set quantity = 2 where id = ${serviceId}`;
    await givenHalfPrice(serviceId, { from: 0, until: 30 });
    const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
    const ctx = subscriberCtx(customerId, days(35));
    expect(await renewalOf({ customerId, serviceId }, days(35))).toMatchObject({
      priceMinor: 3_000n,
    });
    const { quote } = await previewOrder(ctx, { customerId, request });
    expect(quote.lines).toMatchObject([
      { kind: 'served', amountMinor: 300n },
      { kind: 'plan', amountMinor: 6_000n },
    ]);
  });
});
