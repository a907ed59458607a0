import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import type { OrderRequest } from '@/lib/orders/order-input';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
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
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmAt, givenSheet, monthly, shownAt, stateOf } from './sheet';
import { confirmOrder, refusalOf } from './support';

beforeAll(() => givenOperator());

describe('a quote', () => {
  it('executes later as shown: refund, charge and length are those of the sheet', async () => {
    const sheet = await givenSheet({ balance: 9_000n });
    const confirmedAt = at(shownAt, { minutes: 14 });
    const placed = await confirmAt(confirmedAt, sheet);
    expect(placed.kind).toBe('executed');
    expect(await balanceOf(sheet.customerId)).toBe(9_000n - sheet.preview.quote.totalMinor);
    const [old, fresh] = await periodsOf(sheet.serviceId);
    expect(fresh?.startsAt).toBe(confirmedAt.toISOString());
    expect(fresh?.endsAt).toBe('2026-04-05T09:14:17.000Z');
    expect(old?.outcome).toBe('allocated');
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('of 3,000,000.00 a month executes five seconds later', async () => {
    const price = 30_000_000n;
    const from = await givenPlan({ ...monthly, unitPriceMinor: price });
    const to = await givenPlan({ ...monthly, unitPriceMinor: price + 1n });
    const customerId = await givenCustomer();
    for (let paid = 0; paid < 7; paid += 1) await givenCredit(customerId, 99_999_999n);
    const serviceId = await givenService({ customerId, itemId: from.itemId, quantity: 10 });
    const request = { kind: 'plan_change', serviceId, itemId: to.itemId, moment: 'now' } as const;
    const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
    const before = await balanceOf(customerId);
    await confirmAt(at(shownAt, { seconds: 5 }), { customerId, preview });
    expect(before - (await balanceOf(customerId))).toBe(preview.quote.totalMinor);
  });

  it('waits for the exact difference, which is still enough 15 minutes and 23 hours later', async () => {
    for (const wait of [{ minutes: 15 }, { hours: 23 }]) {
      const sheet = await givenSheet();
      const placed = await confirmAt(at(shownAt, { minutes: 1 }), sheet);
      if (placed.kind !== 'waiting') throw new Error('it does not wait');
      const paidAt = at(shownAt, wait);
      await givenCredit(sheet.customerId, placed.shortMinor, paidAt);
      const ctx = systemCtx(paidAt);
      await putCreditToUse(ctx, { customerId: sheet.customerId, orderId: placed.orderId });
      expect(await stateOf(placed.orderId)).toMatchObject({ state: 'executed' });
      expect(await balanceOf(sheet.customerId)).toBe(0n);
    }
  });

  it('holds in currencies with three decimals and with none', async () => {
    for (const currency of ['KWD', 'JPY']) {
      await givenOperator({ currency });
      const sheet = await givenSheet({ balance: 9_000n });
      await confirmAt(at(shownAt, { minutes: 15 }), sheet);
      expect(await balanceOf(sheet.customerId)).toBe(9_000n - sheet.preview.quote.totalMinor);
    }
    await givenOperator();
  });

  it('is refused after 15 minutes, and when the clock was set back', async () => {
    const sheet = await givenSheet({ balance: 9_000n });
    const clocks = [{ minutes: 15, seconds: 1 }, { seconds: -3 }, { minutes: -14 }, { hours: -2 }];
    for (const now of clocks.map((offset) => at(shownAt, offset)))
      expect(await refusalOf(confirmAt(now, sheet))).toBe('quote_expired');
    expect(await balanceOf(sheet.customerId)).toBe(9_000n);
  });

  it('grants data that is usable at once even when two clocks differ slightly, or one was set back', async () => {
    const usable = async (serviceId: number, now: Date) => {
      const [newest] = await getSql()<{ usable: boolean }[]>`
        select starts_at <= ${now.toISOString()} and expires_at > ${now.toISOString()} as usable
        from allocations where service_id = ${serviceId} order by id desc limit 1`;
      return newest?.usable;
    };
    const sheet = await givenSheet({ balance: 20_000n });
    const behind = at(shownAt, { seconds: -2 });
    await confirmAt(behind, sheet);
    expect(await usable(sheet.serviceId, behind)).toBe(true);

    const setBack = at(shownAt, { minutes: -10 });
    const back = { ...sheet.request, itemId: sheet.from.itemId };
    await confirmOrder(subscriberCtx(sheet.customerId, setBack), sheet.customerId, back);
    expect(await usable(sheet.serviceId, setBack)).toBe(true);
    expect((await serviceNow(sheet.serviceId)).status).toBe('active');
  });

  it('cannot be forged, altered, or used for another customer or request', async () => {
    const [mine, theirs] = [
      await givenSheet({ balance: 9_000n }),
      await givenSheet({ balance: 9_000n }),
    ];
    const { customerId, request } = mine;
    const ctx = subscriberCtx(customerId, shownAt);
    const { sealedQuote } = mine.preview;
    const middle = Math.floor(sealedQuote.length / 2);
    const other = sealedQuote[middle] === 'A' ? 'B' : 'A';
    const altered = `${sealedQuote.slice(0, middle)}${other}${sealedQuote.slice(middle + 1)}`;
    const wishes: [OrderRequest, string][] = [
      [request, altered],
      [request, ''],
      [request, theirs.preview.sealedQuote],
      [{ ...request, moment: 'period_end' }, sealedQuote],
    ];
    for (const [wish, quote] of wishes) {
      const order = { orderId: newId(), customerId, request: wish, quote };
      expect(await refusalOf(placeOrder(ctx, order))).toBe('quote_expired');
    }
    expect(await balanceOf(customerId)).toBe(9_000n);
  });
});

describe('an order placed before quotes were stored', () => {
  async function givenOldOrder() {
    const sheet = await givenSheet();
    const placed = await confirmAt(shownAt, sheet);
    if (placed.kind !== 'waiting') throw new Error('it does not wait');
    await getSql()`update orders set quote = null where id = ${placed.orderId}`;
    return { ...sheet, ...placed };
  }

  it('executes at the price of the moment it was placed', async () => {
    const { customerId, orderId, shortMinor } = await givenOldOrder();
    const later = at(shownAt, { minutes: 30 });
    await givenCredit(customerId, shortMinor, later);
    await putCreditToUse(systemCtx(later), { customerId, orderId });
    expect(await stateOf(orderId)).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('of a pack fails, because the pack’s terms are unknown; the money stays', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    const [pack] = await getSql()<{ id: string }[]>`
      insert into packs (item_id, name, data_bytes, price_minor) values (${itemId}, '1 GB', 1000000000, 200) returning id`;
    const request = { kind: 'pack', serviceId, packId: Number(pack?.id) } as const;
    const { placed } = await confirmOrder(subscriberCtx(customerId), customerId, request);
    await getSql()`update orders set quote = null where id = ${placed.orderId}`;
    await getSql()`update packs set data_bytes = 1000 where id = ${request.packId}`;
    await givenCredit(customerId, 200n);
    await putCreditToUse(systemCtx(start), { customerId });
    expect(await stateOf(placed.orderId)).toMatchObject({ failure: 'quote_changed' });
    expect(await balanceOf(customerId)).toBe(200n);
  });

  it('stored with fewer fields than today is treated like one without a quote', async () => {
    const { customerId, orderId, shortMinor } = await givenOldOrder();
    await getSql()`update orders set quote = '{"quotedAt": "2026-03-05T09:00:17.000Z", "quote": {"totalMinor": "5"}}' where id = ${orderId}`;
    const later = at(shownAt, { minutes: 30 });
    await givenCredit(customerId, shortMinor, later);
    await putCreditToUse(systemCtx(later), { customerId, orderId });
    expect(await stateOf(orderId)).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('fails when its item’s terms have changed since', async () => {
    const { customerId, orderId, shortMinor, to } = await givenOldOrder();
    const later = at(shownAt, { minutes: 30 });
    await getSql()`update catalog_item_versions set created_at = ${later.toISOString()} where id = ${to.versionId}`;
    await givenCredit(customerId, shortMinor, later);
    await putCreditToUse(systemCtx(later), { customerId, orderId });
    expect(await stateOf(orderId)).toMatchObject({ failure: 'quote_changed' });
  });
});

describe('a waiting order that is confirmed again on a new sheet', () => {
  it('is one order, and executes as the new sheet showed', async () => {
    const sheet = await givenSheet();
    const { customerId, request } = sheet;
    const first = await confirmAt(shownAt, sheet);
    const later = at(shownAt, { hours: 2 });
    const preview = await previewOrder(subscriberCtx(customerId, later), { customerId, request });
    const second = await confirmAt(later, { customerId, preview });
    expect(second.orderId).toBe(first.orderId);
    if (second.kind !== 'waiting') throw new Error('it does not wait');
    await givenCredit(customerId, second.shortMinor, later);
    await putCreditToUse(systemCtx(at(later, { hours: 1 })), { customerId });
    expect(await stateOf(second.orderId)).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
  });
});

describe('a new service waiting for its money', () => {
  it('starts when it is paid, for the length the sheet showed', async () => {
    const customerId = await givenCustomer();
    const { itemId } = await givenPlan();
    const request = { kind: 'new_service', itemId } as const;
    const { preview, placed } = await confirmOrder(subscriberCtx(customerId), customerId, request);
    expect(preview.quote).toMatchObject({
      startsWhenPaid: true,
      runsFor: { count: 1, unit: 'week' },
    });
    const paidAt = at(start, { hours: 20 });
    await givenCredit(customerId, 500n, paidAt);
    await putCreditToUse(systemCtx(paidAt), { customerId });
    const [row] = await getSql()<{ service_id: string }[]>`
      select service_id from orders where id = ${placed.orderId}`;
    expect((await periodsOf(Number(row?.service_id)))[0]).toMatchObject({
      startsAt: paidAt.toISOString(),
      endsAt: at(paidAt, { days: 7 }).toISOString(),
    });
  });
});
