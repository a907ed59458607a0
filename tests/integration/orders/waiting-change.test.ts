import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  GIGABYTE,
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
import { confirmAt, givenSheet, monthly, shownAt, stateOf } from './sheet';
import { confirmOrder } from './support';

beforeAll(() => givenOperator());

/** A change confirmed without enough credit, and paid for after `wait`. */
async function givenPaid(
  wait: Parameters<typeof at>[1],
  terms: { from?: Partial<ItemTerms>; to?: Partial<ItemTerms> } = {},
) {
  const sheet = await givenSheet(terms);
  const placed = await confirmAt(shownAt, sheet);
  if (placed.kind !== 'waiting') throw new Error('it does not wait');
  const { orderId, shortMinor } = placed;
  const { customerId } = sheet;
  const paidAt = at(shownAt, wait);
  await givenCredit(customerId, shortMinor, paidAt);
  await putCreditToUse(systemCtx(paidAt), { customerId, orderId });
  return { ...sheet, orderId, shortMinor, paidAt };
}

const daily = { intervalUnit: 'day', intervalCount: 1, dataLimitBytes: GIGABYTE } as const;
const almostADay = { hours: 23, minutes: 59 };

describe('a change waiting for its money', () => {
  it('says on its sheet that it starts when it is paid, and runs for its full length', async () => {
    const { preview } = await givenSheet({ to: daily });
    expect(preview.quote).toMatchObject({
      startsWhenPaid: true,
      runsFor: { count: 1, unit: 'day' },
    });
  });

  it.each([{ minutes: 1 }, { minutes: 16 }, almostADay])(
    'starts at the payment %j later, with all the time and data paid for',
    async (wait) => {
      const { serviceId, paidAt, orderId, customerId } = await givenPaid(wait, { to: daily });
      expect(await stateOf(orderId)).toMatchObject({ state: 'executed' });
      expect(await balanceOf(customerId)).toBe(0n);
      const fresh = (await periodsOf(serviceId))[1];
      expect(fresh).toMatchObject({
        startsAt: paidAt.toISOString(),
        endsAt: at(paidAt, { days: 1 }).toISOString(),
      });
      const [bucket] = await getSql()<{ starts_at: Date; expires_at: Date; used: string }[]>`
        select starts_at::text, expires_at::text, used_bytes::text as used from allocations
        where service_id = ${serviceId} and period_index = 1`;
      expect(new Date(bucket?.starts_at ?? 0)).toEqual(paidAt);
      expect(new Date(bucket?.expires_at ?? 0)).toEqual(at(paidAt, { days: 1 }));
      await sweepRecurrences(systemCtx(at(paidAt, { hours: 23, minutes: 58 })));
      expect((await serviceNow(serviceId)).status).toBe('active');
      expect(await brokenLedgerRules()).toEqual([]);
    },
  );

  it('costs what was shown, however much of the old period has passed: credit, fee and charge', async () => {
    const fee = { changeFeeUpMinor: 300n };
    const { shortMinor, preview, serviceId } = await givenPaid(almostADay, { from: fee });
    expect(shortMinor).toBe(preview.quote.totalMinor);
    const rows = await getSql()<{ kind: string; amount: string }[]>`
      select kind, amount_minor::text as amount from transfers where service_id = ${serviceId} order by id`;
    const moved = (kind: string) => BigInt(rows.findLast((row) => row.kind === kind)?.amount ?? 0);
    const line = (kind: string) =>
      preview.quote.lines.find((one) => one.kind === kind)?.amountMinor ?? 0n;
    expect(moved('plan_change_refund')).toBe(-line('unused_credit'));
    expect(moved('fee')).toBe(line('change_fee'));
    expect(moved('period')).toBe(line('plan'));
  });

  it('keeps the end shown where the plan keeps its dates', async () => {
    const { serviceId, paidAt, preview } = await givenPaid(almostADay, {
      to: { keepAnchor: true, unitPriceMinor: 9_000n },
    });
    expect(preview.quote).toMatchObject({ startsWhenPaid: true, runsFor: null });
    const [old, fresh] = await periodsOf(serviceId);
    expect(fresh).toMatchObject({ startsAt: paidAt.toISOString(), endsAt: old?.endsAt });
    expect(fresh?.endsAt).toBe(preview.quote.endsAt?.toISOString());
  });

  it('expires once the period it would refund is over, and the money stays', async () => {
    const ofFourDays = { intervalUnit: 'day', intervalCount: 4 } as const;
    const terms = { from: ofFourDays, to: { ...ofFourDays, keepAnchor: true } };
    const sheet = await givenPaid({ hours: 20 }, terms);
    expect((await periodsOf(sheet.serviceId)).length).toBe(2);
    const over = await givenPaid({ hours: 23, minutes: 59, seconds: 50 }, terms);
    expect(await stateOf(over.orderId)).toMatchObject({ failure: 'order_expired' });
    expect(await balanceOf(over.customerId)).toBe(over.shortMinor);
  });
});

describe('a change that refunds unused time and waits for its money', () => {
  const lengths = [
    ['a day', { intervalUnit: 'day', intervalCount: 1 }, 60],
    ['four days', { intervalUnit: 'day', intervalCount: 4 }, 4 * 60],
    ['a week', { intervalUnit: 'week', intervalCount: 1 }, 7 * 60],
    ['a month', monthly, 24 * 60],
  ] as const;

  type Length = Pick<ItemTerms, 'intervalUnit' | 'intervalCount'>;

  /** Confirmed on a sheet opened in the period's first hours. */
  async function givenWaiting(length: Length, over: Partial<ItemTerms> = {}) {
    const [from, to] = [await givenPlan({ ...length, ...over }), await givenPlan(dear(length))];
    const customerId = await givenCustomer({ balance: 500n });
    const serviceId = await givenService({ customerId, itemId: from.itemId });
    const request = { kind: 'plan_change', serviceId, itemId: to.itemId, moment: 'now' } as const;
    const ctx = subscriberCtx(customerId, early);
    const { preview, placed } = await confirmOrder(ctx, customerId, request);
    if (placed.kind !== 'waiting') throw new Error('it does not wait');
    const pay = async (minutes: number) => {
      const now = at(early, { minutes });
      await givenCredit(customerId, placed.shortMinor, now);
      await putCreditToUse(systemCtx(now), { customerId, orderId: placed.orderId });
      return stateOf(placed.orderId);
    };
    return { customerId, serviceId, preview, pay };
  }

  const early = at(start, { hours: 1 });
  const dear = (length: object) => ({ ...length, unitPriceMinor: 900n });

  it.each(lengths)(
    'waits for a fraction of %s, and its sheet says until when',
    async (_what, length, minutes) => {
      const { preview } = await givenWaiting(length);
      expect(preview.waitsUntil).toEqual(at(early, { minutes }));
    },
  );

  it.each(lengths)(
    'is executed as shown within that time, for %s',
    async (_what, length, minutes) => {
      const { customerId, pay } = await givenWaiting(length);
      expect(await pay(minutes - 1)).toMatchObject({ state: 'executed' });
      expect(await balanceOf(customerId)).toBe(0n);
    },
  );

  it.each(lengths)(
    'expires after that, for %s: used time is never refunded',
    async (_what, length, minutes) => {
      const { customerId, serviceId, preview, pay } = await givenWaiting(length);
      expect(await pay(minutes)).toEqual({ state: 'cancelled', failure: 'order_expired' });
      expect(await balanceOf(customerId)).toBe(preview.quote.totalMinor);
      expect(await periodsOf(serviceId)).toHaveLength(1);
    },
  );

  it('waits a whole day where nothing is refunded, and where the new plan is charged from the sheet on', async () => {
    const ofTwoDays = { intervalUnit: 'day', intervalCount: 2 } as const;
    const kept = await givenWaiting(ofTwoDays, { refundsUnused: false });
    expect(kept.preview.waitsUntil).toEqual(at(early, { days: 1 }));
    const { preview } = await givenSheet({
      from: { intervalUnit: 'day', intervalCount: 5 },
      to: { intervalUnit: 'day', intervalCount: 5, keepAnchor: true },
    });
    expect(preview.waitsUntil).toEqual(at(shownAt, { days: 1 }));
  });

  it('is kept longer by opening the sheet again, which counts the time used so far', async () => {
    const { customerId, serviceId, preview, pay } = await givenWaiting(lengths[0][1]);
    const again = subscriberCtx(customerId, at(early, { minutes: 50 }));
    const { request } = preview;
    const second = await confirmOrder(again, customerId, request);
    if (second.placed.kind !== 'waiting') throw new Error('it does not wait');
    expect(second.placed.shortMinor).toBeGreaterThan(preview.quote.totalMinor);
    await givenCredit(customerId, second.placed.shortMinor - preview.quote.totalMinor, early);
    expect(await pay(70)).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await periodsOf(serviceId)).toHaveLength(2);
  });
});

describe('a change that its subscriber may no longer make when its money arrives', () => {
  const endings: [string, (sheet: Awaited<ReturnType<typeof givenSheet>>) => Promise<unknown>][] = [
    [
      'the moment is not offered',
      ({ from }) =>
        getSql()`update catalog_item_versions set change_moment = 'period_end' where id = ${from.versionId}`,
    ],
    [
      'the plan is no target',
      async ({ from }) => {
        const other = await givenPlan();
        await getSql()`insert into plan_targets (item_id, target_item_id) values (${from.itemId}, ${other.itemId})`;
      },
    ],
    [
      'the plan is sold to others only',
      ({ to }) =>
        getSql()`insert into catalog_item_assignments (item_id, label) values (${to.itemId}, 'marina')`,
    ],
  ];

  it.each(endings)('fails, although a job executes it: %s', async (_what, end) => {
    const sheet = await givenSheet();
    const placed = await confirmAt(shownAt, sheet);
    if (placed.kind !== 'waiting') throw new Error('it does not wait');
    await end(sheet);
    await givenCredit(sheet.customerId, placed.shortMinor, shownAt);
    const { customerId } = sheet;
    await putCreditToUse(systemCtx(shownAt), { customerId, orderId: placed.orderId });
    expect(await stateOf(placed.orderId)).toEqual({ state: 'failed', failure: 'offer_gone' });
    expect(await balanceOf(customerId)).toBe(placed.shortMinor);
    expect(await periodsOf(sheet.serviceId)).toHaveLength(1);
  });

  it('is executed when staff ordered it, although it is not offered to the subscriber', async () => {
    const sheet = await givenSheet();
    const { customerId, request } = sheet;
    await getSql()`update catalog_item_versions set change_moment = 'period_end' where id = ${sheet.from.versionId}`;
    const { placed } = await confirmOrder(staffCtx(shownAt), customerId, request);
    if (placed.kind !== 'waiting') throw new Error('it does not wait');
    await givenCredit(customerId, placed.shortMinor, shownAt);
    await putCreditToUse(systemCtx(shownAt), { customerId });
    expect(await stateOf(placed.orderId)).toMatchObject({ state: 'executed' });
  });
});
