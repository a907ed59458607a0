import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  cutOff,
  givenCapped,
  givenConfirmed,
  givenRouter,
  givenRunning,
  later,
  networkOn,
  setRouter,
  sweepDates,
} from './router-off-world';

beforeAll(() => givenOperator());

type World = { customerId: number; serviceId: number; routerId: number };

async function facesOn(days: number, { customerId, serviceId }: World) {
  return {
    portal: await getPortalService(subscriberCtx(customerId, later(days)), serviceId),
    staff: await getServiceDetail(staffCtx(later(days)), serviceId),
  };
}

/** What the wallet pays when the router is put into service on that day. */
async function paidOnConnection(days: number, { customerId, routerId }: World): Promise<bigint> {
  const before = await balanceOf(customerId);
  await setRouter(routerId, { isOff: false }, later(days));
  await sweepDates(later(days));
  return before - (await balanceOf(customerId));
}

/** Short on day 7, with this grace, and cut off before that if asked; its router goes out of service on day 8. */
async function givenInGrace(graceDays: number, isCut = false) {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ graceDays });
  const routerId = await givenRouter();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, network });
  if (isCut) await cutOff(serviceId, routerId);
  await sweepRecurrences(systemCtx(later(7)));
  await setRouter(routerId, { isOff: true }, later(8));
  return { customerId, serviceId, routerId, itemId };
}

/** Short of credit since day 7, in the walled garden of a router that goes out of service on day 8. */
async function givenStopped() {
  const world = await givenRunning(500n);
  await sweepRecurrences(systemCtx(later(7)));
  await givenConfirmed(world.serviceId, world.routerId, 'garden');
  await setRouter(world.routerId, { isOff: true }, later(8));
  return world;
}

describe('a service whose paid time was over before its connection was missing', () => {
  it('is shown to both as charged on connection, at the price that is then taken', async () => {
    const world = await givenCapped(1_500n);
    await setRouter(world.routerId, { isOff: true }, later(2));
    await sweepRecurrences(systemCtx(later(7)));
    expect((await serviceNow(world.serviceId)).holds).toEqual(['data_cap', 'not_connected']);
    const { portal, staff } = await facesOn(8, world);
    const source = { kind: 'credit' };
    expect(portal.renewal).toEqual({ kind: 'connects', priceMinor: 500n, source });
    expect(portal.hasPaidTime).toBe(false);
    expect(staff).toMatchObject({
      ...{ hasPaidTime: false, lacks: ['router_off'] },
      next: { dueAt: null, priceMinor: 500n },
    });
    expect(await paidOnConnection(9, world)).toBe(500n);
  });

  it('has its charge set aside before the renewals of other services', async () => {
    const world = await givenCapped(1_500n);
    const { customerId, itemId } = world;
    const network = await networkOn(await givenRouter());
    const other = await givenService({ customerId, itemId, network });
    await setRouter(world.routerId, { isOff: true }, later(2));
    await sweepRecurrences(systemCtx(later(7)));
    expect(await balanceOf(customerId)).toBe(0n);
    await givenCredit(customerId, 500n, later(8));
    const { renewal } = await getPortalService(subscriberCtx(customerId, later(8)), other);
    expect(renewal).toMatchObject({ kind: 'renews', source: { kind: 'short', shortMinor: 500n } });
  });

  it('keeps its paid days where it still had some', async () => {
    const world = await givenRunning();
    await setRouter(world.routerId, { isOff: true }, later(2));
    const { portal, staff } = await facesOn(8, world);
    expect(portal).toMatchObject({ renewal: { kind: 'none' }, hasPaidTime: true });
    expect(staff).toMatchObject({ hasPaidTime: true, next: { dueAt: later(7) } });
    expect(await paidOnConnection(9, world)).toBe(0n);
  });
});

describe('a service that is paused, and then also not connected', () => {
  it('keeps its paid days where the pause began within them', async () => {
    const world = await givenRunning();
    await pauseService(staffCtx(later(3)), { serviceId: world.serviceId, until: null });
    await getSql()`insert into service_holds (service_id, reason, since, actor)
      values (${world.serviceId}, 'not_connected', ${later(9).toISOString()}, 'test')`;
    const { portal, staff } = await facesOn(10, world);
    expect([portal.hasPaidTime, staff.hasPaidTime]).toEqual([true, true]);
  });
});

describe('a service that is not connected in its grace', () => {
  it('is shown with the price of the running period while the grace lasts', async () => {
    const world = await givenInGrace(5);
    expect((await serviceNow(world.serviceId)).holds).toEqual(['not_connected']);
    await givenCredit(world.customerId, 500n, later(9));
    const { portal, staff } = await facesOn(10, world);
    expect(portal.renewal).toMatchObject({ kind: 'connects', priceMinor: 500n });
    expect(portal.hasPaidTime).toBe(false);
    expect(staff.next).toMatchObject({ dueAt: null, priceMinor: 500n });
    expect(await paidOnConnection(10, world)).toBe(500n);
  });

  it.each([10, 14])(
    'is charged as shown on day %i, with a dearer plan chosen next',
    async (day) => {
      const world = await givenInGrace(5);
      const dear = await givenPlan({ unitPriceMinor: 900n });
      await givenCredit(world.customerId, 2_000n, later(9));
      await getSql()`update services set next_item_version_id = ${dear.versionId}
      where id = ${world.serviceId}`;
      const { portal, staff } = await facesOn(day, world);
      const priceMinor = day === 10 ? 500n : 900n;
      expect(portal.renewal).toMatchObject({ kind: 'connects', priceMinor });
      expect(staff.next).toMatchObject({ dueAt: null, priceMinor });
      expect(await paidOnConnection(day, world)).toBe(priceMinor);
    },
  );
});

describe('a service cut off in its grace on a router out of service', () => {
  it('is not asked to renew in time, because the money is taken only once it is connected', async () => {
    const world = await givenInGrace(5, true);
    const { customerId, serviceId } = world;
    expect((await serviceNow(serviceId)).holds).toEqual(['data_cap']);
    const { portal, staff } = await facesOn(9, world);
    expect(portal.renewal).toMatchObject({ kind: 'connects', priceMinor: 500n });
    expect(staff).toMatchObject({ lacks: ['router_off'], next: { dueAt: null } });
    await givenCredit(customerId, 500n, later(9));
    await putCreditToUse(systemCtx(later(9)), { customerId });
    expect(await balanceOf(customerId)).toBe(500n);
    expect(await paidOnConnection(10, world)).toBe(500n);
  });
});

describe('a service stopped for lack of credit on a router out of service', () => {
  it('is shown as waiting for its connection before and after the money comes', async () => {
    const world = await givenStopped();
    const { customerId, serviceId } = world;
    const before = await facesOn(9, world);
    expect(before.portal.status).toBe('stopped');
    expect(before.portal.reasons.map(({ reason }) => reason)).toEqual([
      'not_connected',
      'no_credit',
    ]);
    expect(before.portal.renewal).toMatchObject({ kind: 'connects', priceMinor: 500n });
    expect(before.staff).toMatchObject({
      ...{ hasPaidTime: false, lacks: ['router_off'] },
      next: { dueAt: null, priceMinor: 500n },
    });
    await givenCredit(customerId, 500n, later(9));
    await putCreditToUse(systemCtx(later(9)), { customerId });
    expect(await balanceOf(customerId)).toBe(500n);
    const { portal } = await facesOn(9, world);
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit', 'not_connected']);
    expect(portal.reasons.map(({ reason }) => reason)).toEqual(['not_connected']);
    expect(portal.renewal).toMatchObject({ kind: 'connects', priceMinor: 500n });
    expect(await paidOnConnection(10, world)).toBe(500n);
  });

  it('is asked to pay as usual once the router is back', async () => {
    const world = await givenStopped();
    await setRouter(world.routerId, { isOff: false }, later(9));
    const { portal, staff } = await facesOn(9, world);
    expect(portal.reasons.map(({ reason }) => reason)).toEqual(['no_credit']);
    expect(portal.renewal).toMatchObject({ kind: 'starts', priceMinor: 500n });
    expect(staff).toMatchObject({ lacks: [], next: { priceMinor: 500n, isStandingStill: false } });
  });
});
