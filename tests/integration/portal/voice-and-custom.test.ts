import { beforeAll, describe, expect, test } from 'vitest';
import type { Words } from '@/app/(portal)/_parts/words';
import { plannedText } from '@/app/(portal)/_view/planned-text';
import { bringsOf } from '@/app/(portal)/_view/quote-facts';
import { getSql } from '@/db/client';
import { createItem } from '@/lib/catalog/create-item';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { getFormats } from '@/lib/kit/format';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { carriesData, listOffers } from '@/lib/screens/portal/plans';
import { getPortalService, listPortalServices } from '@/lib/screens/portal/services';
import { getOrderFacts } from '@/lib/screens/portal/trace';
import { listServiceTimeline } from '@/lib/screens/shared/timeline';
import { isNextTerms } from '@/lib/services/rules/planned';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  periodsOf,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenNewerTerms } from '../planned/versions';

beforeAll(() => givenOperator());

type Terms = Partial<ItemTerms> & Pick<ItemTerms, 'recurrenceMode'>;

const monthly = {
  recurrenceMode: 'credit_based',
  intervalCount: 1,
  intervalUnit: 'month',
} as const;

function givenItem(kind: 'voice' | 'custom', name: string, terms: Terms) {
  return createItem(systemCtx(), {
    ...{ name, kind, status: 'active' },
    terms: { unitPriceMinor: 900n, ...terms },
  });
}

/** Buys the item in the portal and reads the service as the portal shows it. */
async function bought(customerId: number, itemId: number) {
  const ctx = subscriberCtx(customerId);
  const request = { kind: 'new_service', itemId } as const;
  const { orderId, sealedQuote: quote } = await previewOrder(ctx, { customerId, request });
  const placed = await placeOrder(ctx, { orderId, customerId, request, quote });
  if (placed.kind !== 'executed' || placed.serviceId === null) throw new Error('was not bought');
  return { orderId: placed.orderId, service: await getPortalService(ctx, placed.serviceId) };
}

/** What the pages of an internet service show and those of any other must not. */
const nothingOfANetwork = {
  data: null,
  onRouter: { kind: 'not_on_a_router' },
  isConnected: null,
  accessMethod: null,
  login: null,
  downBitsPerSecond: null,
  upBitsPerSecond: null,
  isThrottled: false,
  can: { buyPack: false, changePlan: false },
};

describe('a phone line that renews', () => {
  test('is on as soon as it is bought, without a router or data', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenItem('voice', 'Phone line', monthly);
    const { service } = await bought(customerId, itemId);
    expect(service).toMatchObject({ kind: 'voice', status: 'active', ...nothingOfANetwork });
    expect(service.renewal).toMatchObject({
      kind: 'renews',
      at: new Date('2026-04-02T09:00:00Z'),
      priceMinor: 900n,
      source: { kind: 'credit' },
    });
    const wakes = await getSql()`select 1 from events where name = 'router/dirty'`;
    expect(wakes).toHaveLength(0);
  });

  test('stops without credit, says how much is missing, and restarts with it', async () => {
    const customerId = await givenCustomer({ balance: 1_000n });
    const { itemId } = await givenItem('voice', 'Office line', monthly);
    const { service } = await bought(customerId, itemId);
    const later = at(start, { days: 31, minutes: 1 });
    await sweepRecurrences(systemCtx(later));
    const [stopped] = await listPortalServices(subscriberCtx(customerId, later), customerId);
    expect(stopped).toMatchObject({
      ...nothingOfANetwork,
      status: 'stopped',
      reasons: [{ reason: 'no_credit' }],
      renewal: { kind: 'starts', dataBytes: null, source: { kind: 'short', shortMinor: 800n } },
    });
    await givenCredit(customerId, 800n, later);
    const { putCreditToUse } = await import('@/lib/orders/put-credit-to-use');
    await putCreditToUse(systemCtx(later), { customerId });
    const back = await getPortalService(subscriberCtx(customerId, later), service.serviceId);
    expect(back).toMatchObject({ status: 'active', renewal: { kind: 'renews' } });
    expect(await balanceOf(customerId)).toBe(0n);
  });
});

describe('the sheet of a plan other than internet', () => {
  const words = {
    t: (key: string) => key,
    f: getFormats({ currency: 'EUR', timeZone: 'UTC', locale: 'en-GB' }),
  } as unknown as Words;

  async function facts(itemId: number) {
    const customerId = await givenCustomer({ balance: 2_000n });
    const ctx = subscriberCtx(customerId);
    const request = { kind: 'new_service', itemId } as const;
    const { quote } = await previewOrder(ctx, { customerId, request });
    const hasData = await carriesData(ctx, { customerId, request });
    return bringsOf(words, quote, { isShort: false, hasData }).map(({ id }) => id);
  }

  test('does not mention data, as the sheet of an unlimited plan does', async () => {
    const voice = await givenItem('voice', 'Second line', monthly);
    const once = await givenItem('custom', 'Cabling', { recurrenceMode: 'none' });
    expect(await facts(voice.itemId)).not.toContain('data');
    expect(await facts(once.itemId)).not.toContain('data');
    const { itemId } = await givenPlan({ dataLimitBytes: null });
    expect(await facts(itemId)).toContain('data');
  });

  test('does not mention data for a planned change either', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenItem('voice', 'Third line', monthly);
    const { service } = await bought(customerId, itemId);
    await givenNewerTerms(staffCtx(), { itemId, serviceId: service.serviceId });
    const later = await getPortalService(subscriberCtx(customerId), service.serviceId);
    const planned = later.planned.find(isNextTerms);
    expect(planned).toMatchObject({ kind: 'next_terms', hasData: false });
    const text = JSON.stringify(planned && plannedText(words, planned));
    expect(text).not.toContain('planned.unlimited');
  });
});

describe('an installation, paid once', () => {
  test('is charged only once: nothing renews, ends or waits for a router', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenItem('custom', 'Installation', { recurrenceMode: 'none' });
    const { service } = await bought(customerId, itemId);
    expect(service).toMatchObject({
      ...nothingOfANetwork,
      ...{ kind: 'custom', status: 'active', interval: null, renewal: { kind: 'none' } },
    });
    expect(await balanceOf(customerId)).toBe(1_100n);
    await sweepRecurrences(systemCtx(at(start, { days: 400 })));
    await sweepRecurrences(systemCtx(at(start, { days: 400 })));
    expect(await balanceOf(customerId)).toBe(1_100n);
    expect(await periodsOf(service.serviceId)).toEqual([]);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  test('has a history and an order that end with the payment', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenItem('custom', 'Consultancy', { recurrenceMode: 'none' });
    const { orderId, service } = await bought(customerId, itemId);
    const ctx = subscriberCtx(customerId);
    const { events } = await listServiceTimeline(ctx, { serviceId: service.serviceId });
    expect(events.map(({ kind }) => kind)).not.toContain('data');
    expect(events.some(({ kind }) => kind.startsWith('router'))).toBe(false);
    const { order, effects } = await getOrderFacts(ctx, { customerId, orderId });
    expect(order.state).toBe('executed');
    expect(effects.map(({ router }) => router.kind)).toEqual(['untouched']);
  });
});

describe('the picker', () => {
  test('offers both beside the plans, with price and interval, and nothing about a line', async () => {
    const customerId = await givenCustomer();
    const spec = [{ label: 'Handset', value: 'included' }];
    const voice = await givenItem('voice', 'Phone', { ...monthly, specification: spec });
    const custom = await givenItem('custom', 'Mast', { recurrenceMode: 'none' });
    const offers = await listOffers(subscriberCtx(customerId), customerId);
    const of = (item: { itemId: number }) => offers.find(({ itemId }) => itemId === item.itemId);
    const noLine = { downBitsPerSecond: null, upBitsPerSecond: null, dataLimitBytes: null };
    expect(of(voice)).toMatchObject({
      ...{ kind: 'voice', priceMinor: 900n, interval: { count: 1, unit: 'month' } },
      ...{ specification: spec, imageUrl: null, datasheetUrl: null, ...noLine },
    });
    expect(of(custom)).toMatchObject({ kind: 'custom', interval: null, ...noLine });
  });
});

describe('another subscriber', () => {
  test('finds none of it', async () => {
    const [mine, stranger] = [await givenCustomer({ balance: 2_000n }), await givenCustomer()];
    const { itemId } = await givenItem('custom', 'Antenna', { recurrenceMode: 'none' });
    const { service } = await bought(mine, itemId);
    const reading = getPortalService(subscriberCtx(stranger), service.serviceId);
    await expect(reading).rejects.toMatchObject({ code: 'not-found' });
  });
});
