import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { findOrderStanding, findPayRefusal } from '@/lib/orders/lookups/standing';
import type { OrderRequest } from '@/lib/orders/order-input';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { sweepAt } from '../planned/support';
import { confirmAt, stateOf } from './sheet';

beforeAll(() => givenOperator());

const endsAt = at(start, { days: 7 });
const shownAt = at(endsAt, { minutes: -10 });
const afterEnd = at(endsAt, { minutes: 2 });

/** A week for 5.00, and the sheet of an immediate change to a plan for 9.00, opened ten minutes before its end. */
async function givenLateSheet(from: Partial<ItemTerms> = {}, to: Partial<ItemTerms> = {}) {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ unitPriceMinor: 500n, ...from });
  const other = await givenPlan({ unitPriceMinor: 900n, ...to });
  const serviceId = await givenService({ customerId, itemId });
  const request: OrderRequest = {
    ...{ kind: 'plan_change', serviceId, itemId: other.itemId, moment: 'now' },
  };
  const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
  return { customerId, serviceId, request, preview, from: itemId, to: other.itemId };
}

const kinds: [string, Partial<ItemTerms>, Partial<ItemTerms>][] = [
  ['with credit for unused time', {}, {}],
  ['without it', { refundsUnused: false }, {}],
  ['with days of grace', { graceDays: 5 }, {}],
  [
    'to a plan that keeps the dates',
    { graceDays: 5 },
    { keepAnchor: true, unitPriceMinor: 900_000n },
  ],
];

describe.each(kinds)(
  'an immediate plan change shown at the end of the period, %s',
  (_what, from, to) => {
    it('is valid, and waits, no longer than that period runs', async () => {
      const { preview } = await givenLateSheet(from, to);
      expect([preview.validUntil, preview.waitsUntil]).toEqual([endsAt, endsAt]);
    });

    it('is refused for payment once it would no longer be executed', async () => {
      const sheet = await givenLateSheet(from, to);
      const { customerId } = sheet;
      const placed = await confirmAt(shownAt, sheet);
      if (placed.kind !== 'waiting') throw new Error('it does not wait');
      const { orderId } = placed;
      const justBefore = subscriberCtx(customerId, at(endsAt, { seconds: -1 }));
      expect(await findPayRefusal(justBefore, { customerId, orderId })).toBeNull();
      await sweepAt(endsAt);
      const ctx = subscriberCtx(customerId, afterEnd);
      expect(await findOrderStanding(ctx, { customerId, orderId })).toBeNull();
      expect((await findPayRefusal(ctx, { customerId, orderId }))?.key).toBe('order_expired');
      expect(await stateOf(orderId)).toMatchObject({ state: 'waiting' });
      await givenCredit(customerId, placed.shortMinor, afterEnd);
      await putCreditToUse(systemCtx(afterEnd), { customerId, orderId });
      expect(await stateOf(orderId)).toEqual({ state: 'cancelled', failure: 'order_expired' });
    });

    it('has changed for both, its page and its execution, if it was promised longer', async () => {
      const sheet = await givenLateSheet(from, to);
      const { customerId } = sheet;
      const placed = await confirmAt(shownAt, sheet);
      if (placed.kind !== 'waiting') throw new Error('it does not wait');
      const { orderId } = placed;
      await getSql()`update orders set expires_at = ${at(endsAt, { days: 1 }).toISOString()} where id = ${orderId}`;
      const ctx = subscriberCtx(customerId, at(endsAt, { seconds: 30 }));
      expect(await findOrderStanding(ctx, { customerId, orderId })).toMatchObject({
        kind: 'changed',
      });
      await givenCredit(customerId, placed.shortMinor, endsAt);
      await putCreditToUse(systemCtx(ctx.now), { customerId, orderId });
      expect(await stateOf(orderId)).toEqual({ state: 'failed', failure: 'quote_changed' });
      expect(await balanceOf(customerId)).toBe(placed.shortMinor);
    });

    it('is refused as changed when it is confirmed after that end, and moves nothing', async () => {
      const sheet = await givenLateSheet(from, to);
      await givenCredit(sheet.customerId, 2_000n, shownAt);
      await expect(confirmAt(afterEnd, sheet)).rejects.toMatchObject({ key: 'quote_changed' });
      expect(await balanceOf(sheet.customerId)).toBe(2_000n);
      expect(await periodsOf(sheet.serviceId)).toHaveLength(1);
    });
  },
);

describe('a pack that ends with the period', () => {
  it('waits for its payment no longer than that', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const plan = await givenPlan({ dataLimitBytes: 1_000n });
    const serviceId = await givenService({ customerId, itemId: plan.itemId });
    const [pack] = await getSql()<{ id: string }[]>`
      insert into packs (item_id, name, data_bytes, price_minor) values
        (${plan.itemId}, 'Rest of the week', 1000, 300) returning id`;
    const request: OrderRequest = { kind: 'pack', serviceId, packId: Number(pack?.id) };
    const ctx = subscriberCtx(customerId, shownAt);
    const preview = await previewOrder(ctx, { customerId, request });
    expect(preview.waitsUntil).toEqual(endsAt);
  });
});
