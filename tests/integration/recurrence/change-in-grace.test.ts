import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import {
  at,
  balanceOf,
  givenCredit,
  givenOperator,
  givenPlan,
  periodsOf,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmAt, stateOf } from '../orders/sheet';
import {
  days,
  expectSound,
  givenHalfPrice,
  givenShort,
  lastOf,
  renewalOf,
  sweep,
  thirty,
} from './grace-support';

beforeAll(() => givenOperator());

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
