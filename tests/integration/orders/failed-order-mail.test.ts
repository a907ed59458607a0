import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { findOrderFailedFacts } from '@/lib/notifications/lookups/order-facts';
import { queueNotifications } from '@/lib/notifications/queue-notifications';
import { findShownQuote } from '@/lib/orders/find-shown-quote';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import {
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmAt, givenSheet, shownAt } from './sheet';

beforeAll(() => givenOperator());

async function eventsOf(customerId: number) {
  return getSql()<{ name: string; data: unknown }[]>`
    select name, data from events where customer_id = ${customerId} and name like 'order/%'`;
}

async function mailsOf(customerId: number) {
  const rows = await getSql()<{ template: string }[]>`
    select template from notifications where customer_id = ${customerId}`;
  return rows.map(({ template }) => template);
}

describe('an order that fails when its money arrives', () => {
  it('is reported in one mail: what it was, that it changed, and the current credit', async () => {
    const sheet = await givenSheet();
    const { customerId } = sheet;
    const placed = await confirmAt(shownAt, sheet);
    if (placed.kind !== 'waiting') throw new Error('it does not wait');
    const { orderId, shortMinor } = placed;
    await getSql()`update catalog_item_versions set unit_price_minor = 5001 where id = ${sheet.to.versionId}`;
    await givenCredit(customerId, shortMinor, shownAt);
    const ctx = systemCtx(shownAt);
    await putCreditToUse(ctx, { customerId, orderId });
    await putCreditToUse(ctx, { customerId });

    const events = await eventsOf(customerId);
    expect(events.map(({ name }) => name)).toEqual(['order/failed']);
    await queueNotifications(ctx, [...events, ...events]);
    expect(await mailsOf(customerId)).toEqual(['order_failed']);
    const facts = await findOrderFailedFacts(ctx, orderId);
    expect(facts).toMatchObject({ orderId, why: 'changed', balanceMinor: shortMinor });
    expect(facts?.what).toBe(sheet.preview.quote.lines.find(({ kind }) => kind === 'plan')?.label);
  });

  it('is also reported when it became impossible or its pack was removed', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    const [pack] = await getSql()<{ id: string }[]>`
      insert into packs (item_id, name, data_bytes, price_minor) values (${itemId}, '1 GB', 1000000000, 200) returning id`;
    const request = { kind: 'pack', serviceId, packId: Number(pack?.id) } as const;
    const ctx = subscriberCtx(customerId);
    const { orderId, sealedQuote: quote } = await previewOrder(ctx, { customerId, request });
    const placed = await placeOrder(ctx, { orderId, customerId, request, quote });
    await getSql()`update packs set status = 'retired' where id = ${request.packId}`;
    await givenCredit(customerId, 200n);
    await putCreditToUse(systemCtx(start), { customerId });
    const facts = await findOrderFailedFacts(systemCtx(start), placed.orderId);
    expect(facts).toMatchObject({ what: '1 GB', why: 'gone', balanceMinor: 200n });
  });
});

describe('the content of a sheet', () => {
  it('can be shown again for its own request and customer, after the plan was taken off sale', async () => {
    const { customerId, request, preview, to } = await givenSheet();
    await getSql()`update catalog_items set status = 'retired' where id = ${to.itemId}`;
    const ctx = subscriberCtx(customerId, shownAt);
    const { sealedQuote, quote } = preview;
    expect(findShownQuote(ctx, { customerId, request }, sealedQuote)).toEqual(quote);
    const later = { ...request, moment: 'period_end' } as const;
    expect(findShownQuote(ctx, { customerId, request: later }, sealedQuote)).toBeNull();
    expect(findShownQuote(ctx, { customerId, request }, 'x')).toBeNull();
    expect(() =>
      findShownQuote(ctx, { customerId: customerId + 1, request }, sealedQuote),
    ).toThrow();
  });
});
