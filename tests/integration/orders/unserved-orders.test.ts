import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import type { OrderRequest } from '@/lib/orders/order-input';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  givenPlan,
  serviceNow,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenCapped, givenServed, later, setRouter } from '../services/router-off-world';
import { confirmAt, stateOf } from './sheet';

beforeAll(() => givenOperator());

type World = Awaited<ReturnType<typeof givenCapped>>;

async function packOf({ serviceId, itemId }: World): Promise<OrderRequest> {
  const [pack] = await getSql()<{ id: string }[]>`
    insert into packs (item_id, name, data_bytes, price_minor, valid_days)
    values (${itemId}, '1 GB', 1000000000, 500, 3) returning id`;
  return { kind: 'pack', serviceId, packId: Number(pack?.id) };
}

async function changeOf(
  { serviceId }: World,
  moment: 'now' | 'period_end' = 'now',
): Promise<OrderRequest> {
  const { itemId } = await givenPlan({ unitPriceMinor: 900n });
  return { kind: 'plan_change', serviceId, itemId, moment };
}

const orders = [
  ['a pack', packOf],
  ['a change of plan at once', (world: World) => changeOf(world)],
  ['a change of plan at the end of the period', (world: World) => changeOf(world, 'period_end')],
] as const;

const refusal = { code: 'invalid-state', key: 'service_not_connected' };

describe.each(orders)('%s for a service cut off on a router', (_what, requestOf) => {
  it('is refused to subscribers and staff once that router cannot connect it', async () => {
    const world = await givenCapped(10_000n);
    const { customerId, serviceId, routerId } = world;
    const request = await requestOf(world);
    const sheet = await previewOrder(subscriberCtx(customerId, later(2)), { customerId, request });
    await setRouter(routerId, { isOff: true }, later(2));
    for (const ctx of [subscriberCtx(customerId, later(2)), staffCtx(later(2))])
      await expect(previewOrder(ctx, { customerId, request })).rejects.toMatchObject(refusal);
    const before = await balanceOf(customerId);
    await expect(confirmAt(later(2), { customerId, preview: sheet })).rejects.toMatchObject(
      refusal,
    );
    expect(await balanceOf(customerId)).toBe(before);
    expect((await serviceNow(serviceId)).holds).toEqual(['data_cap']);
    await setRouter(routerId, { isOff: false }, later(2));
    const placed = await confirmAt(later(2), { customerId, preview: sheet });
    expect(placed.kind).toBe('executed');
  });

  it('is refused too on a router in use that never had the service and lost its access method', async () => {
    const world = await givenCapped(10_000n);
    const { customerId, serviceId, routerId } = world;
    await getSql()`delete from service_router_states where service_id = ${serviceId}`;
    await setRouter(routerId, { accessMethods: ['hotspot'] }, later(2));
    const request = await requestOf(world);
    const preview = previewOrder(subscriberCtx(customerId, later(2)), { customerId, request });
    await expect(preview).rejects.toMatchObject(refusal);
  });
});

describe('a service that its router lets online although the router is out of service', () => {
  async function givenLeft() {
    const world = await givenServed(10_000n);
    await setRouter(world.routerId, { isOff: true }, later(2));
    return world;
  }
  const previewFor = (world: World, request: OrderRequest) =>
    previewOrder(subscriberCtx(world.customerId, later(2)), {
      customerId: world.customerId,
      request,
    });

  it.each([orders[0], orders[2]])('can buy %s', async (_what, requestOf) => {
    const world = await givenLeft();
    const preview = await previewFor(world, await requestOf(world));
    const placed = await confirmAt(later(2), { customerId: world.customerId, preview });
    expect(placed.kind).toBe('executed');
  });

  it('does not change its plan at once, which the router could not be told', async () => {
    const world = await givenLeft();
    const { customerId, routerId } = world;
    const request = await changeOf(world);
    const why = { code: 'invalid-state', key: 'plan_change_not_now' };
    await expect(previewFor(world, request)).rejects.toMatchObject(why);
    await expect(previewOrder(staffCtx(later(2)), { customerId, request })).rejects.toMatchObject(
      why,
    );
    await setRouter(routerId, { isOff: false }, later(2));
    const preview = await previewFor(world, request);
    await setRouter(routerId, { isOff: true }, later(2));
    const before = await balanceOf(customerId);
    await expect(confirmAt(later(2), { customerId, preview })).rejects.toMatchObject(why);
    expect(await balanceOf(customerId)).toBe(before);
  });

  it('buys no pack while it is slowed, because the slower rate could not be lifted', async () => {
    const world = await givenLeft();
    await getSql()`update service_router_states set applied_level = 3 where service_id = ${world.serviceId}`;
    await expect(previewFor(world, await packOf(world))).rejects.toMatchObject(refusal);
  });
});

describe.each([
  ['pack', packOf],
  ['change of plan', (world: World) => changeOf(world)],
] as const)('a %s that waits for its money', (_what, requestOf) => {
  it('fails when its router goes out of service meanwhile, and the money stays in the wallet', async () => {
    const world = await givenCapped(500n);
    const { customerId, serviceId, routerId } = world;
    const request = await requestOf(world);
    const preview = await previewOrder(subscriberCtx(customerId, later(2)), {
      customerId,
      request,
    });
    const placed = await confirmAt(later(2), { customerId, preview });
    if (placed.kind !== 'waiting') throw new Error(placed.kind);
    await setRouter(routerId, { isOff: true }, at(later(2), { minutes: 5 }));
    const paidAt = at(later(2), { minutes: 10 });
    await givenCredit(customerId, placed.shortMinor, paidAt);
    await putCreditToUse(systemCtx(paidAt), { customerId, orderId: placed.orderId });
    expect(await stateOf(placed.orderId)).toEqual({
      state: 'failed',
      failure: 'service_not_connected',
    });
    expect(await balanceOf(customerId)).toBe(placed.shortMinor);
    expect((await serviceNow(serviceId)).holds).toEqual(['data_cap']);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});

describe('a change of plan that staff planned for a day', () => {
  it('waits while the router cannot connect the service on that day, and costs nothing until it can', async () => {
    const { customerId, serviceId, routerId } = await givenCapped(10_000n);
    const { itemId } = await givenPlan({ unitPriceMinor: 900n });
    await scheduleChange(staffCtx(later(2)), {
      ...{ serviceId, effectiveDate: later(4).toISOString().slice(0, 10) },
      change: { kind: 'plan', itemId },
    });
    await setRouter(routerId, { isOff: true }, later(3));
    const before = await balanceOf(customerId);
    await sweepScheduledChanges(systemCtx(later(5)));
    const changes = () =>
      getSql()`select state, failure from scheduled_changes where service_id = ${serviceId}`;
    expect(await changes()).toMatchObject([{ state: 'pending', failure: null }]);
    expect(await balanceOf(customerId)).toBe(before);
    expect((await serviceNow(serviceId)).holds).toEqual(['data_cap']);
    await setRouter(routerId, { isOff: false }, later(6));
    await sweepScheduledChanges(systemCtx(later(6)));
    expect(await changes()).toMatchObject([{ state: 'applied', failure: null }]);
    expect(await balanceOf(customerId)).not.toBe(before);
  });
});

describe('the pages of a service cut off on a router out of service', () => {
  it('offer neither a pack nor a change of plan, and offer both again once the router is back', async () => {
    const world = await givenCapped();
    const { customerId, serviceId, routerId } = world;
    await packOf(world);
    for (const isOff of [true, false]) {
      await setRouter(routerId, { isOff }, later(2));
      const shown = await getPortalService(subscriberCtx(customerId, later(2)), serviceId);
      const can = { buyPack: !isOff, changePlan: !isOff };
      expect(shown).toMatchObject({ can, isUnserved: isOff });
      const card = await findServiceCard(staffCtx(later(2)), serviceId);
      expect(card?.isUnserved).toBe(isOff);
    }
  });
});
