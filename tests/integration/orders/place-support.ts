import { beforeEach, expect } from 'vitest';
import { getSql } from '@/db/client';
import { createSite } from '@/lib/catalog/sites/create-site';
import { DomainError } from '@/lib/kit/errors';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { listOffers } from '@/lib/screens/portal/plans';
import { listPortalServices } from '@/lib/screens/portal/services';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';

export async function refusalOf(work: Promise<unknown>) {
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

export async function givenRouterAt(siteId: number | null, status = 'online'): Promise<number> {
  routers += 1;
  const now = start.toISOString();
  const [row] = await getSql()<{ id: string }[]>`
    insert into routers (name, site_id, host, port, use_tls, username, password_sealed, access_methods, status, created_at, updated_at)
    values (${`Router ${routers}`}, ${siteId}, ${`router-${routers}.invalid`}, 8728, false, 'n', '', '{pppoe}', ${status}, ${now}, ${now})
    returning id`;
  return Number(row?.id);
}

export async function givenSite(name: string): Promise<number> {
  return (await createSite(staffCtx(), { name: `${name} ${routers}` })).siteId;
}

export async function givenUnservedSite(): Promise<number> {
  await givenRouterAt(await givenSite('Harbour'));
  await givenRouterAt(await givenSite('Hill'));
  return givenSite('Moor');
}

/** Starts each test with an operator and no router in service. */
export function resetPlaces(): void {
  beforeEach(async () => {
    await givenOperator();
    // Takes routers of earlier tests out of service; routers are never deleted.
    await getSql()`update routers set status = 'off'`;
  });
}

export async function givenBuyer(siteId: number | null = null, balance = 2_000n) {
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

export async function offerOf(customerId: number, itemId: number) {
  const offers = await listOffers(subscriberCtx(customerId), customerId);
  return offers.find((offer) => offer.itemId === itemId);
}

export const onlyServiceOf = async (customerId: number) => {
  const [service, ...others] = await listPortalServices(subscriberCtx(customerId), customerId);
  expect(others).toEqual([]);
  if (!service) throw new Error('nothing was bought');
  return service;
};

export async function placeRouter(serviceId: number) {
  const [row] = await getSql()<
    { router_id: string | null; login: string; access_method: string }[]
  >`
    select router_id, login, access_method from services where id = ${serviceId}`;
  return { ...row, router_id: row?.router_id == null ? null : Number(row.router_id) };
}
