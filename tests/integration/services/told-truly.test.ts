import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createSite } from '@/lib/catalog/sites/create-site';
import { changeService } from '@/lib/lifecycle/change-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getServingOfService } from '@/lib/screens/portal/place';
import { getPortalService } from '@/lib/screens/portal/services';
import { listServiceTimeline } from '@/lib/screens/shared/timeline';
import {
  at,
  balanceOf,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  givenServingRouter,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

const later = (days: number) => at(start, { days });

async function given(balance = 2_000n, hasRouter = true) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan();
  const network = hasRouter ? {} : { routerId: null };
  const serviceId = await givenService({ customerId, itemId, network });
  return { customerId, serviceId, itemId };
}

async function disconnect(serviceId: number, days: number) {
  const network = { ...(await givenMeans()), routerId: null };
  await changeService(staffCtx(later(days)), { serviceId, network });
}

const nextOf = async (serviceId: number, days: number) =>
  (await findServiceCard(staffCtx(later(days)), serviceId))?.next;

describe('the next charge staff see for a plan that is not connected', () => {
  it('has a date that moves while its paid time is frozen, and not once it is connected', async () => {
    const { serviceId, customerId } = await given();
    expect(await nextOf(serviceId, 1)).toMatchObject({ dueAt: later(7), isStandingStill: false });
    await disconnect(serviceId, 2);
    expect(await nextOf(serviceId, 2)).toMatchObject({ isStandingStill: true, priceMinor: 500n });
    const before = await balanceOf(customerId);
    await sweepRecurrences(systemCtx(later(7)));
    expect(await balanceOf(customerId)).toBe(before);
    await changeService(staffCtx(later(8)), { serviceId, network: await givenMeans() });
    expect(await nextOf(serviceId, 8)).toMatchObject({ dueAt: later(13), isStandingStill: false });
  });

  it('comes with the connection where nothing is paid yet, as its subscriber sees it', async () => {
    const { serviceId, customerId } = await given(2_000n, false);
    const { renewal } = await getPortalService(subscriberCtx(customerId), serviceId);
    expect(renewal).toMatchObject({ kind: 'connects', priceMinor: 500n });
    expect(await nextOf(serviceId, 0)).toEqual({
      ...{ dueAt: null, priceMinor: 500n, isStandingStill: true },
      ...{ isPostpaid: false, isInGrace: false },
    });
  });

  it('does not happen while it is also stopped', async () => {
    const { serviceId, customerId } = await given();
    await disconnect(serviceId, 2);
    await stopService(staffCtx(later(3)), { serviceId, hold: 'staff_stopped', reason: 'asked' });
    const before = await balanceOf(customerId);
    await sweepRecurrences(systemCtx(later(9)));
    expect(await balanceOf(customerId)).toBe(before);
  });
});

describe('the timeline of a plan that loses its router', () => {
  it('says that it is removed there, and confirmed only when it is served', async () => {
    const { serviceId, customerId } = await given();
    const routerId = await givenServingRouter();
    const push = (moment: Date) => getSql()`
      insert into router_pushes (router_id, service_id, version, at, outcome, changes)
      values (${routerId}, ${serviceId}, 1, ${moment.toISOString()}, 'confirmed', '{}')`;
    await push(at(start, { seconds: 1 }));
    await disconnect(serviceId, 2);
    await push(at(later(2), { seconds: 1 }));
    await changeService(staffCtx(later(3)), { serviceId, network: await givenMeans() });
    await push(at(later(3), { seconds: 1 }));
    const { events } = await listServiceTimeline(subscriberCtx(customerId, later(4)), {
      serviceId,
    });
    const told = events.map(({ kind }) => kind).filter((kind) => kind.startsWith('router_'));
    expect(told).toEqual(['router_confirmed', 'router_removed', 'router_confirmed']);
  });
});

describe('the price of a service in its details', () => {
  it('is that of its next period, without a discount that ends before', async () => {
    const customerId = await givenCustomer({ balance: 100_000n });
    const { itemId } = await givenPlan();
    const discount = (endDate: string | null) => ({
      ...{ kind: 'fixed' as const, amountMinor: 100n, startDate: '2026-03-01', endDate },
    });
    for (const [endDate, priceMinor] of [
      ['2026-03-05', 500n],
      ['2026-03-09', 400n],
      [null, 400n],
    ] as const) {
      const discounts = [discount(endDate)];
      const serviceId = await givenService({ customerId, itemId, discounts });
      const service = await getPortalService(subscriberCtx(customerId, later(1)), serviceId);
      expect(service).toMatchObject({ priceMinor: 400n, renewalPriceMinor: priceMinor });
      expect(service.renewal).toMatchObject({ kind: 'renews', priceMinor });
    }
  });
});

describe('the router proposed to connect a service', () => {
  it('is that of its own site, else of its customer’s, else none', async () => {
    const ctx = staffCtx();
    const { serviceId, customerId } = await given();
    const routerId = await givenServingRouter();
    const [{ siteId: here }, { siteId: away }] = [
      await createSite(ctx, { name: 'Here' }),
      await createSite(ctx, { name: 'Away' }),
    ];
    await getSql()`update routers set site_id = ${here} where id = ${routerId}`;
    await getSql()`update customers set site_id = ${away} where id = ${customerId}`;
    expect(await getServingOfService(ctx, serviceId)).toEqual({ kind: 'none' });
    await getSql()`update customers set site_id = ${here} where id = ${customerId}`;
    const serving = { kind: 'router', routerId, accessMethod: 'pppoe' };
    expect(await getServingOfService(ctx, serviceId)).toEqual(serving);
    await getSql()`update services set site_id = ${away} where id = ${serviceId}`;
    expect(await getServingOfService(ctx, serviceId)).toEqual({ kind: 'none' });
  });
});
