import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createSite } from '@/lib/catalog/sites/create-site';
import { chooseOwnSite } from '@/lib/customers/account/choose-own-site';
import { DomainError } from '@/lib/kit/errors';
import { changeService } from '@/lib/lifecycle/change-service';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { countNotConnected } from '@/lib/screens/admin/overview';
import { getPlace, lacksPlans } from '@/lib/screens/portal/place';
import { listOffers } from '@/lib/screens/portal/plans';
import { listPortalServices } from '@/lib/screens/portal/services';
import { getOrderFacts } from '@/lib/screens/portal/trace';
import { getOrder } from '@/lib/screens/shared/orders';
import { traceOrder } from '@/lib/timeline/rules/trace';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

async function refusalOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DomainError) {
    const { code, key, field } = error;
    return { code, key, field };
  }
  throw error ?? new Error('was not refused');
}

let routers = 0;

async function givenRouterAt(siteId: number | null, status = 'online'): Promise<number> {
  routers += 1;
  const now = start.toISOString();
  const [row] = await getSql()<{ id: string }[]>`
    insert into routers (name, site_id, host, port, use_tls, username, password_sealed, access_methods, status, created_at, updated_at)
    values (${`Router ${routers}`}, ${siteId}, ${`router-${routers}.invalid`}, 8728, false, 'n', '', '{pppoe}', ${status}, ${now}, ${now})
    returning id`;
  return Number(row?.id);
}

async function givenSite(name: string): Promise<number> {
  return (await createSite(staffCtx(), { name: `${name} ${routers}` })).siteId;
}

async function givenUnservedSite(): Promise<number> {
  await givenRouterAt(await givenSite('Harbour'));
  await givenRouterAt(await givenSite('Hill'));
  return givenSite('Moor');
}

beforeEach(async () => {
  await givenOperator();
  // Takes routers of earlier tests out of service; routers are never deleted.
  await getSql()`update routers set status = 'off'`;
});

async function givenBuyer(siteId: number | null = null, balance = 2_000n) {
  const customerId = await givenCustomer({ balance });
  await getSql()`update customers set site_id = ${siteId} where id = ${customerId}`;
  const { itemId } = await givenPlan();
  const request = { kind: 'new_service', itemId } as const;
  const ctx = subscriberCtx(customerId);
  const preview = () => previewOrder(ctx, { customerId, request });
  const buy = async (now = start) => {
    const { orderId, sealedQuote } = await preview();
    return placeOrder(subscriberCtx(customerId, now), {
      ...{ orderId, customerId, request, quote: sealedQuote },
    });
  };
  return { customerId, itemId, request, ctx, preview, buy };
}

async function offerOf(customerId: number, itemId: number) {
  const offers = await listOffers(subscriberCtx(customerId), customerId);
  return offers.find((offer) => offer.itemId === itemId);
}

const onlyServiceOf = async (customerId: number) => {
  const [service, ...others] = await listPortalServices(subscriberCtx(customerId), customerId);
  expect(others).toEqual([]);
  if (!service) throw new Error('nothing was bought');
  return service;
};

async function placeRouter(serviceId: number) {
  const [row] = await getSql()<
    { router_id: string | null; login: string; access_method: string }[]
  >`
    select router_id, login, access_method from services where id = ${serviceId}`;
  return { ...row, router_id: row?.router_id == null ? null : Number(row.router_id) };
}

describe('a plan on sale', () => {
  it('is connected by the router of the customer’s site', async () => {
    const [harbour, hill] = [await givenSite('Harbour'), await givenSite('Hill')];
    await givenRouterAt(harbour);
    const routerId = await givenRouterAt(hill);
    const { customerId, buy } = await givenBuyer(hill);
    await buy();
    const { serviceId, status } = await onlyServiceOf(customerId);
    expect(status).toBe('active');
    expect(await placeRouter(serviceId)).toMatchObject({
      ...{ router_id: routerId, access_method: 'pppoe', login: `c${customerId}` },
    });
  });

  it('is sold only at the site of the only router, and the site is asked for', async () => {
    await givenRouterAt(await givenSite('Harbour'));
    const unknown = await givenBuyer(null);
    await expect(unknown.buy()).rejects.toMatchObject({ key: 'place_missing' });
    const elsewhere = await givenBuyer(await givenSite('Moor'));
    await expect(elsewhere.buy()).rejects.toMatchObject({ key: 'place_not_served' });
  });

  it('is connected by the only router when that router has no site, whatever the customer’s site', async () => {
    const routerId = await givenRouterAt(null);
    const { customerId, buy, ctx } = await givenBuyer(null);
    expect(await getPlace(ctx, customerId)).toEqual({ kind: 'served', sites: [] });
    await buy();
    expect(await placeRouter((await onlyServiceOf(customerId)).serviceId)).toMatchObject({
      router_id: routerId,
    });
  });

  it('is sold only once the site is known, where the site decides', async () => {
    const [harbour, hill] = [await givenSite('Harbour'), await givenSite('Hill')];
    await givenRouterAt(null);
    const { customerId, request, ctx, preview, buy } = await givenBuyer(null);
    const { orderId, sealedQuote: quote } = await preview();
    await givenRouterAt(harbour);
    await givenRouterAt(hill);
    expect(await refusalOf(preview())).toMatchObject({ key: 'place_missing' });
    // A sheet opened before the change is refused on execution.
    const forced = placeOrder(ctx, { orderId, customerId, request, quote });
    expect(await refusalOf(forced)).toMatchObject({ key: 'place_missing' });
    const place = await getPlace(ctx, customerId);
    expect(place.kind).toBe('ask');
    expect(place.sites.map(({ siteId }) => siteId)).toEqual(
      expect.arrayContaining([harbour, hill]),
    );
    await chooseOwnSite(ctx, { siteId: harbour });
    await buy();
    expect((await onlyServiceOf(customerId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(1_500n);
  });

  it.each<[string, () => Promise<number | null>]>([
    ['no router at the place', givenUnservedSite],
    ['no router at all', async () => null],
    ['no router that is in service', async () => (await givenRouterAt(null, 'off')) && null],
  ])('is not sold with %s, and no money moves', async (_what, givenPlace) => {
    const { customerId, itemId, ctx, preview } = await givenBuyer(await givenPlace());
    expect(await refusalOf(preview())).toMatchObject({ key: 'place_not_served' });
    expect(await getPlace(ctx, customerId)).toEqual({ kind: 'not_served', sites: [] });
    expect(await offerOf(customerId, itemId)).toMatchObject({ refusal: 'place_not_served' });
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  it('of a kind other than internet is sold everywhere', async () => {
    const { customerId, itemId, buy } = await givenBuyer();
    await getSql()`update catalog_items set kind = 'voice' where id = ${itemId}`;
    expect(await offerOf(customerId, itemId)).toMatchObject({ refusal: null });
    await buy();
    expect((await onlyServiceOf(customerId)).status).toBe('active');
  });

  it('that waited for money is not bought once its router is out of service, and the money stays in the wallet', async () => {
    const routerId = await givenRouterAt(null);
    const { customerId, ctx, buy } = await givenBuyer(null, 0n);
    const { orderId, kind } = await buy();
    expect(kind).toBe('waiting');
    await getSql()`update routers set status = 'off' where id = ${routerId}`;
    await givenCredit(customerId, 500n);
    await putCreditToUse(systemCtx(), { customerId, orderId });
    expect(await getOrder(ctx, { customerId, orderId })).toMatchObject({
      ...{ state: 'failed', failure: 'place_not_served' },
    });
    expect(await balanceOf(customerId)).toBe(500n);
  });
});

describe('a plan sold before it can be connected', () => {
  beforeEach(() => givenOperator({ sellsAhead: true }));

  it('says so beforehand, charges nothing, and waits for staff', async () => {
    const { customerId, itemId, ctx, preview, buy } = await givenBuyer();
    expect((await preview()).quote).toMatchObject({ totalMinor: 500n, startsWhenConnected: true });
    expect(await getPlace(ctx, customerId)).toEqual({ kind: 'ahead', sites: [] });
    expect(await offerOf(customerId, itemId)).toMatchObject({ refusal: null });
    const { orderId } = await buy();
    expect(await balanceOf(customerId)).toBe(2_000n);
    const service = await onlyServiceOf(customerId);
    expect(service).toMatchObject({
      status: 'pending',
      renewal: { kind: 'connects', priceMinor: 500n, source: { kind: 'credit' } },
    });
    expect(service.reasons[0]?.reason).toBe('not_connected');
    const { order, effects } = await getOrderFacts(ctx, { customerId, orderId });
    expect(traceOrder(order, effects).map(({ kind }) => kind)).toEqual([
      ...['ordered', 'connecting'],
    ]);
  });

  it('is listed for staff as covered by credit, not as paid, and is started and charged once when they connect it', async () => {
    const before = await countNotConnected(staffCtx());
    const { customerId, buy } = await givenBuyer();
    await buy();
    expect(await countNotConnected(staffCtx())).toEqual({
      ...before,
      ...{ covered: before.covered + 1, all: before.all + 1 },
    });
    const { serviceId } = await onlyServiceOf(customerId);
    const routerId = await givenRouterAt(null);
    const login = `c${customerId}`;
    const now = at(start, { days: 4 });
    const connect = () =>
      changeService(staffCtx(now), {
        ...{ serviceId, network: { routerId, accessMethod: 'pppoe', login, ipv4Mode: 'dynamic' } },
      });
    await Promise.all([connect(), connect()]);
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await periodsOf(serviceId)).toMatchObject([
      { startsAt: now.toISOString(), endsAt: at(now, { days: 7 }).toISOString() },
    ]);
    expect(await countNotConnected(staffCtx())).toEqual(before);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('must still be covered by credit, and waits for the payment until it is', async () => {
    const { customerId, buy } = await givenBuyer(null, 300n);
    const { orderId, kind } = await buy();
    expect(kind).toBe('waiting');
    await givenCredit(customerId, 200n);
    await putCreditToUse(systemCtx(), { customerId, orderId });
    expect((await onlyServiceOf(customerId)).status).toBe('pending');
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it('is no longer counted as covered once its credit is spent', async () => {
    const { customerId, buy } = await givenBuyer(null, 500n);
    await buy();
    const before = await countNotConnected(staffCtx());
    await getSql()`update accounts set balance_minor = 499 where customer_id = ${customerId} and kind = 'wallet'`;
    expect(await countNotConnected(staffCtx())).toEqual({ ...before, covered: before.covered - 1 });
    await getSql()`update accounts set balance_minor = 500 where customer_id = ${customerId} and kind = 'wallet'`;
  });
});

describe('a customer who buys something else', () => {
  it('is warned while no plan can be had at their place and they have none', async () => {
    await givenOperator({ sellsAhead: false });
    const { customerId, ctx, buy } = await givenBuyer(await givenUnservedSite());
    expect(await lacksPlans(ctx, customerId)).toBe(true);
    await givenOperator({ sellsAhead: true });
    expect(await lacksPlans(ctx, customerId)).toBe(false);
    await buy();
    await givenOperator({ sellsAhead: false });
    expect(await getPlace(ctx, customerId)).toMatchObject({ kind: 'not_served' });
    expect(await lacksPlans(ctx, customerId)).toBe(false);
  });
});

describe('the site a subscriber chooses', () => {
  it('is set once: later moves are for staff, and repeating the choice changes nothing', async () => {
    const [harbour, hill] = [await givenSite('Harbour'), await givenSite('Hill')];
    const { customerId, ctx } = await givenBuyer();
    await chooseOwnSite(ctx, { siteId: harbour });
    await chooseOwnSite(ctx, { siteId: harbour });
    expect(await refusalOf(chooseOwnSite(ctx, { siteId: hill }))).toMatchObject({
      key: 'place_known',
    });
    const audits = await getSql()`
      select 1 from audit_log where action = 'customer.own-site' and customer_id = ${customerId}`;
    expect(audits).toHaveLength(1);
  });

  it('must exist', async () => {
    const { ctx } = await givenBuyer();
    expect(await refusalOf(chooseOwnSite(ctx, { siteId: 999_999 }))).toMatchObject({
      ...{ key: 'field_choice', field: 'siteId' },
    });
    expect(await refusalOf(chooseOwnSite(staffCtx(), { siteId: 1 }))).toMatchObject({
      code: 'forbidden',
    });
  });
});
