import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { refusalOf } from '../orders/support';
import { change, sweepAt, waitingOn } from '../planned/support';
import { givenNewerTerms } from '../planned/versions';
import {
  cutOff,
  givenCapped,
  givenConfirmed,
  givenRouter,
  givenRunning,
  givenServed,
  later,
  networkOn,
  setRouter,
  sweepDates,
} from './router-off-world';

beforeAll(() => givenOperator());

async function givenPausable() {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ pausesPerYearMax: 2, pauseDaysMax: 30 });
  const routerId = await givenRouter();
  const serviceId = await givenService({ customerId, itemId, network: await networkOn(routerId) });
  await givenConfirmed(serviceId, routerId, 'full');
  return { customerId, serviceId, routerId };
}

const lastEnd = async (serviceId: number) => (await periodsOf(serviceId)).at(-1)?.endsAt;

describe('a pause of a service that its router out of service still serves', () => {
  it('is refused to its subscriber and to staff, and is not offered', async () => {
    const { customerId, serviceId, routerId } = await givenPausable();
    await setRouter(routerId, { isOff: true }, later(1));
    for (const ctx of [subscriberCtx(customerId, later(1)), staffCtx(later(1))])
      expect(await refusalOf(pauseService(ctx, { serviceId, until: null }))).toBe('pause_not_now');
    const shown = await getPortalService(subscriberCtx(customerId, later(1)), serviceId);
    expect(shown.can.pause).toBe(false);
    expect((await findServiceCard(staffCtx(later(1)), serviceId))?.isFrozen).toBe(true);
  });

  it('that staff planned for a day begins once the router is back', async () => {
    const { serviceId, routerId } = await givenPausable();
    await scheduleChange(staffCtx(later(1)), {
      serviceId,
      effectiveDate: '2026-03-05',
      change: { kind: 'pause', until: null },
    });
    await setRouter(routerId, { isOff: true }, later(2));
    await sweepAt(later(4));
    expect((await serviceNow(serviceId)).holds).toEqual([]);
    await setRouter(routerId, { isOff: false }, later(4));
    await sweepAt(later(4));
    expect((await serviceNow(serviceId)).holds).toEqual(['paused']);
  });
});

describe('the time of a pause', () => {
  it.each([
    ['out of service', "status = 'off'"],
    ['unreachable', "status = 'unreachable'"],
  ])('is not given back where the router never stopped serving: it was %s', async (_what, to) => {
    const { customerId, serviceId, routerId } = await givenPausable();
    const ends = await lastEnd(serviceId);
    const ctx = subscriberCtx(customerId, later(1));
    await pauseService(ctx, { serviceId, until: null });
    await getSql().unsafe(`update routers set ${to} where id = ${routerId}`);
    await resumeService({ ...ctx, now: later(4) }, { serviceId });
    expect(await lastEnd(serviceId)).toBe(ends);
  });

  it('is given back from the beginning where the router stopped serving during it', async () => {
    const { customerId, serviceId, routerId } = await givenPausable();
    const ends = new Date((await lastEnd(serviceId)) ?? 0);
    const ctx = subscriberCtx(customerId, later(1));
    await pauseService(ctx, { serviceId, until: null });
    await givenConfirmed(serviceId, routerId, 'garden');
    await setRouter(routerId, { isOff: true }, later(2));
    await resumeService({ ...ctx, now: later(4) }, { serviceId });
    await sweepDates(later(4));
    expect(new Date((await lastEnd(serviceId)) ?? 0) >= at(ends, { days: 3 })).toBe(true);
  });
});

describe('other terms for the next period, on a router out of service', () => {
  it('wait, and the service renews on the terms it is served with; they follow once it is back', async () => {
    const world = await givenServed(10_000n);
    const { itemId } = await givenPlan({ unitPriceMinor: 900n });
    await setRouter(world.routerId, { isOff: true }, later(2));
    await change(subscriberCtx(world.customerId, later(3)), { ...world, itemId });
    const before = await balanceOf(world.customerId);
    const ids = { customerId: world.customerId, serviceId: world.serviceId };
    const shown = await getPortalService(subscriberCtx(ids.customerId, later(3)), ids.serviceId);
    expect(shown.renewal).toMatchObject({ kind: 'renews', priceMinor: 500n });
    expect((await waitingOn(ids, later(3))).portal).toMatchObject({ at: null });
    await sweepAt(later(7));
    await sweepAt(later(14));
    expect(before - (await balanceOf(world.customerId))).toBe(1_000n);
    await setRouter(world.routerId, { isOff: false }, later(15));
    const back = await getPortalService(subscriberCtx(ids.customerId, later(15)), ids.serviceId);
    expect(back.renewal).toMatchObject({ kind: 'renews', priceMinor: 900n });
    await sweepAt(later(21));
    expect(before - (await balanceOf(world.customerId))).toBe(1_900n);
    const [row] = await getSql()`select item_id from services where id = ${world.serviceId}`;
    expect(Number(row?.['item_id'])).toBe(itemId);
  });

  it('wait likewise where they are newer terms of the same plan', async () => {
    const world = await givenServed(10_000n);
    await givenNewerTerms(staffCtx(start), world);
    await setRouter(world.routerId, { isOff: true }, later(2));
    const [was] =
      await getSql()`select item_version_id as v from services where id = ${world.serviceId}`;
    await sweepAt(later(7));
    const [is] =
      await getSql()`select item_version_id as v, next_item_version_id as next from services
      where id = ${world.serviceId}`;
    expect(is?.['v']).toBe(was?.['v']);
    expect(is?.['next']).not.toBeNull();
  });
});

describe('a service that a router out of service serves at its reduced rate', () => {
  async function givenSlow() {
    const world = await givenRunning(10_000n);
    await getSql()`update services set throttled = true where id = ${world.serviceId}`;
    await givenConfirmed(world.serviceId, world.routerId, 'slow');
    await setRouter(world.routerId, { isOff: true }, later(2));
    return world;
  }

  it('is not charged for a period it would not get, and holds still until the router is back', async () => {
    const { customerId, serviceId, routerId } = await givenSlow();
    const before = await balanceOf(customerId);
    await sweepAt(later(7));
    await sweepDates(later(8));
    await sweepDates(later(8));
    expect(await balanceOf(customerId)).toBe(before);
    expect((await serviceNow(serviceId)).holds).toEqual(['not_connected']);
    await setRouter(routerId, { isOff: false }, later(9));
    await sweepDates(later(9));
    expect(before - (await balanceOf(customerId))).toBe(500n);
    expect((await periodsOf(serviceId)).at(-1)?.startsAt).toBe(later(9).toISOString());
  });

  it('is offered neither a pack nor a change of plan', async () => {
    const { customerId, serviceId } = await givenSlow();
    const { can } = await getPortalService(subscriberCtx(customerId, later(3)), serviceId);
    expect(can).toMatchObject({ buyPack: false, changePlan: false });
  });
});

describe('an unserved service with paid time left', () => {
  it('is shown as charged when it is connected, to both, as the sweep decides', async () => {
    const { customerId, serviceId, routerId } = await givenCapped(2_000n);
    await setRouter(routerId, { isOff: true }, later(2));
    const shown = await getPortalService(subscriberCtx(customerId, later(3)), serviceId);
    expect(shown.renewal).toMatchObject({ kind: 'connects', priceMinor: 500n });
    const card = await findServiceCard(staffCtx(later(3)), serviceId);
    expect(card?.next).toMatchObject({ dueAt: null, priceMinor: 500n });
    const before = await balanceOf(customerId);
    await sweepAt(later(7));
    expect(await balanceOf(customerId)).toBe(before);
  });

  it('leaves the credit to the others, on their pages too', async () => {
    const customerId = await givenCustomer({ balance: 1_500n });
    const { itemId } = await givenPlan();
    const [bad, good] = [await givenRouter(), await givenRouter()];
    const first = await givenService({ customerId, itemId, network: await networkOn(bad) });
    const network = await networkOn(good);
    const second = await givenService({ customerId, itemId, network }, at(start, { hours: 1 }));
    await cutOff(first, bad);
    await setRouter(bad, { isOff: true }, later(2));
    const shown = await getPortalService(subscriberCtx(customerId, later(3)), second);
    expect(shown.renewal).toMatchObject({ kind: 'renews', source: { kind: 'credit' } });
    await sweepAt(later(8));
    expect(await balanceOf(customerId)).toBe(0n);
    expect((await periodsOf(second)).length).toBe(2);
  });
});

describe('a plan change that staff planned for a day', () => {
  it('waits for a router that is out of service for ten minutes at midnight', async () => {
    const world = await givenServed(10_000n);
    const { itemId } = await givenPlan({ unitPriceMinor: 900n });
    await scheduleChange(staffCtx(later(1)), {
      serviceId: world.serviceId,
      effectiveDate: '2026-03-05',
      change: { kind: 'plan', itemId },
    });
    const midnight = new Date('2026-03-05T00:00:00Z');
    await setRouter(world.routerId, { isOff: true }, at(midnight, { minutes: -5 }));
    await sweepAt(midnight);
    await setRouter(world.routerId, { isOff: false }, at(midnight, { minutes: 5 }));
    await sweepAt(at(midnight, { minutes: 10 }));
    const rows =
      await getSql()`select state from scheduled_changes where service_id = ${world.serviceId}`;
    expect(rows).toMatchObject([{ state: 'applied' }]);
  });
});

describe('a plan whose changes are immediate only', () => {
  it('offers none while its router is out of service', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan({ changeMoment: 'now' });
    const routerId = await givenRouter();
    const network = await networkOn(routerId);
    const serviceId = await givenService({ customerId, itemId, network });
    await givenConfirmed(serviceId, routerId, 'full');
    const ctx = subscriberCtx(customerId, later(1));
    expect((await getPortalService(ctx, serviceId)).can.changePlan).toBe(true);
    await setRouter(routerId, { isOff: true }, later(1));
    expect((await getPortalService(ctx, serviceId)).can.changePlan).toBe(false);
  });
});
