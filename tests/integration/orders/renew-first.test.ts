import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createItem } from '@/lib/catalog/create-item';
import { createSite } from '@/lib/catalog/sites/create-site';
import type { Ctx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import type { ItemKind } from '@/lib/kit/words';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { stopService } from '@/lib/lifecycle/stop-service';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { previewArchive } from '@/lib/screens/admin/archive';
import { previewService } from '@/lib/screens/admin/service-preview';
import { ServiceInput } from '@/lib/services/service-input';
import {
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { days, expectSound, givenShort, pay, sweep, thirty } from '../recurrence/grace-support';
import { stateOf } from './sheet';
import { confirmOrder, refusalOf } from './support';

beforeAll(() => givenOperator());

const newService = (itemId: number) => ({ kind: 'new_service', itemId }) as const;

/** A service that its grace served for 10 days, and that stopped unpaid. */
async function givenServedUnpaid() {
  const world = await givenShort();
  await sweep(days(30));
  await sweep(days(40));
  return world;
}

type World = { customerId: number; itemId: number };

const order = (ctx: Ctx, { customerId, itemId }: World) =>
  refusalOf(previewOrder(ctx, { customerId, request: newService(itemId) }));

async function givenOther(
  kind: ItemKind,
  recurrenceMode: 'credit_based' | 'none' = 'credit_based',
) {
  const { itemId } = await createItem(systemCtx(), {
    ...{ name: `Other ${newId()}`, kind, status: 'active' },
    terms: { ...thirty, unitPriceMinor: 500n, recurrenceMode },
  });
  return itemId;
}

describe('a plan that was served unpaid in its grace', () => {
  it('is not ordered anew: its subscriber renews it, and pays for the days', async () => {
    const world = await givenServedUnpaid();
    const { customerId, serviceId } = world;
    const ctx = subscriberCtx(customerId, days(41));
    const preview = previewOrder(ctx, { customerId, request: newService(world.itemId) });
    await expect(preview).rejects.toMatchObject({ key: 'renew_first', params: { serviceId } });
    await pay(customerId, 3_000n, days(41));
    expect(await order(subscriberCtx(customerId, days(42)), world)).toBe('not refused');
    await expectSound();
  });

  it('is not ordered anew while the grace still runs', async () => {
    const world = await givenShort();
    await sweep(days(30));
    expect(await order(subscriberCtx(world.customerId, days(35)), world)).toBe('renew_first');
  });

  it.each([
    ['paid from the credit', days(20)],
    ['at the moment at which its grace begins', days(30)],
  ])('can be ordered a second time while nothing is unpaid: %s', async (_what, now) => {
    const world = await givenShort();
    await sweep(now);
    expect(await order(subscriberCtx(world.customerId, now), world)).toBe('not refused');
  });

  it.each([
    ['another plan of its kind', 'internet', 'credit_based', 'renew_first'],
    ['a pass that never renews', 'internet', 'none', 'not refused'],
    ['an item of another kind', 'voice', 'credit_based', 'not refused'],
    ['something of its own', 'custom', 'credit_based', 'not refused'],
  ] as const)(
    'keeps its subscriber only from ordering what replaces it: %s',
    async (_what, kind, mode, answer) => {
      const { customerId } = await givenServedUnpaid();
      const itemId = await givenOther(kind, mode);
      expect(await order(subscriberCtx(customerId, days(41)), { customerId, itemId })).toBe(answer);
    },
  );

  it('keeps nobody from ordering at another place, or another customer', async () => {
    const { customerId, itemId, serviceId } = await givenServedUnpaid();
    const other = await givenCustomer();
    expect(await order(subscriberCtx(other, days(41)), { customerId: other, itemId })).toBe(
      'not refused',
    );
    const { siteId } = await createSite(staffCtx(), { name: `Island ${newId()}` });
    await getSql()`update services set site_id = ${siteId} where id = ${serviceId}`;
    const another = await givenOther('internet');
    const ctx = subscriberCtx(customerId, days(41));
    expect(await order(ctx, { customerId, itemId: another })).toBe('not refused');
    expect(await order(ctx, { customerId, itemId })).toBe('renew_first');
  });

  it('is refused when the sheet was opened before the grace', async () => {
    const { customerId, itemId } = await givenShort();
    const before = subscriberCtx(customerId, new Date(days(30).getTime() - 60_000));
    const preview = await previewOrder(before, { customerId, request: newService(itemId) });
    await sweep(days(30));
    const { orderId, request, sealedQuote: quote } = preview;
    const now = new Date(days(30).getTime() + 60_000);
    const placed = placeOrder(subscriberCtx(customerId, now), {
      ...{ orderId, customerId, request, quote },
    });
    expect(await refusalOf(placed)).toBe('renew_first');
  });

  it('leaves an order alone that waited before the grace: it executes as shown', async () => {
    const { customerId, itemId } = await givenShort();
    const { placed } = await confirmOrder(
      subscriberCtx(customerId, days(29.5)),
      customerId,
      newService(itemId),
    );
    expect(placed.kind).toBe('waiting');
    await sweep(days(30));
    await givenCredit(customerId, 3_000n, days(30.25));
    const { orderId } = placed;
    await putCreditToUse(systemCtx(days(30.25)), { customerId, orderId });
    expect(await stateOf(orderId)).toEqual({ state: 'executed', failure: null });
  });

  it('binds its subscriber while they pause it, and nobody while staff keep it from renewing', async () => {
    const paused = await givenShort();
    await sweep(days(30));
    await pauseService(staffCtx(days(35)), { serviceId: paused.serviceId, until: null });
    expect(await order(subscriberCtx(paused.customerId, days(36)), paused)).toBe('renew_first');
    const stopped = await givenServedUnpaid();
    await stopService(staffCtx(days(41)), {
      serviceId: stopped.serviceId,
      hold: 'staff_stopped',
      reason: 'Asked to',
    });
    expect(await order(subscriberCtx(stopped.customerId, days(42)), stopped)).toBe('not refused');
  });

  it('is open to staff, who see what is unpaid', async () => {
    const world = await givenServedUnpaid();
    const { customerId, itemId } = world;
    const staff = staffCtx(days(41));
    expect(await order(staff, world)).toBe('not refused');
    const input = ServiceInput.parse({ customerId, itemId });
    expect((await previewService(staff, input)).unpaid).toMatchObject({ amountMinor: 1_000n });
    const other = await givenCustomer();
    expect((await previewService(staff, { ...input, customerId: other })).unpaid).toBeNull();
  });
});

describe('archiving a service with unpaid days of grace', () => {
  it.each([
    ['in the grace', 35, 500n],
    ['after it', 41, 1_000n],
  ] as const)(
    'says what is written off, and then owes nothing: %s',
    async (_what, day, unpaidMinor) => {
      const { customerId, itemId, serviceId } = await givenShort();
      await sweep(days(30));
      if (day > 40) await sweep(days(40));
      const staff = staffCtx(days(day));
      expect(await previewArchive(staff, { serviceId })).toMatchObject({
        kind: 'unpaid',
        unpaidMinor,
      });
      await archiveService(staff, { serviceId, reason: 'Moved away' });
      expect(await balanceOf(customerId)).toBe(0n);
      expect(await order(subscriberCtx(customerId, days(day)), { customerId, itemId })).toBe(
        'not refused',
      );
      await expectSound();
    },
  );

  it('says nothing where every day is paid', async () => {
    const { itemId } = await givenPlan({ ...thirty, refundsUnused: false });
    const customerId = await givenCustomer({ balance: 3_000n });
    const serviceId = await givenService({ customerId, itemId });
    expect(await previewArchive(staffCtx(start), { serviceId })).toBeNull();
  });
});
