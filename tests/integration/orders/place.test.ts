import { describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { chooseOwnSite } from '@/lib/customers/account/choose-own-site';
import { placeOrder } from '@/lib/orders/place-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { getPlace, isPlaceAway, lacksPlans } from '@/lib/screens/portal/place';
import { getOrder } from '@/lib/screens/shared/orders';
import {
  balanceOf,
  givenCredit,
  givenOperator,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  givenBuyer,
  givenRouterAt,
  givenSite,
  givenUnservedSite,
  offerOf,
  onlyServiceOf,
  placeRouter,
  refusalOf,
  resetPlaces,
} from './place-support';

resetPlaces();

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

  it.each([
    ['online', false],
    ['unreachable', true],
    ['refused', true],
  ] as const)(
    'is announced as starting later while its router is %s: %s',
    async (status, isAway) => {
      const routerId = await givenRouterAt(null);
      await getSql()`update routers set status = ${status} where id = ${routerId}`;
      const { customerId, ctx } = await givenBuyer(null);
      expect(await isPlaceAway(ctx, customerId)).toBe(isAway);
    },
  );

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
