import { beforeAll, describe, expect, it } from 'vitest';
import { cancelScheduledChange } from '@/lib/calendar/cancel-scheduled-change';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { findOrderFacts } from '@/lib/notifications/lookups/order-facts';
import { cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { listServiceHistory } from '@/lib/screens/admin/service-history';
import { afterEarlier, getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { getPortalService } from '@/lib/screens/portal/services';
import { getOrder, listOrders } from '@/lib/screens/shared/orders';
import { listPlannedOfService } from '@/lib/screens/shared/planned';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { change, sweepAt, waitingOn } from './support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const week = at(start, { days: 7 });
const DAY = '2026-03-05';
const midnight = new Date(`${DAY}T00:00:00Z`);
/** The period that starts with the dated plan ends then. */
const after = at(midnight, { days: 7 });

let sequence = 0;

type Over = { fee?: bigint; keepAnchor?: boolean; middle?: bigint };

/** A service at 30.00, a plan at 50.00 that staff use on a day, and one at 10.00 for the renewal. */
async function given({ fee = 0n, keepAnchor = false, middle = 5_000n }: Over = {}) {
  sequence += 1;
  const customerId = await givenCustomer({ balance: 100_000n });
  const from = await givenPlan({
    ...{ unitPriceMinor: 3_000n, name: `A30 ${sequence}` },
    ...{ changeFeeUpMinor: fee, changeFeeDownMinor: fee },
  });
  const dated = await givenPlan({ unitPriceMinor: middle, name: `B50 ${sequence}`, keepAnchor });
  const chosen = await givenPlan({ unitPriceMinor: 1_000n, name: `C10 ${sequence}` });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  const ids = { customerId, serviceId, itemId: chosen.itemId, versionId: chosen.versionId };
  return { ...ids, datedId: dated.itemId, datedName: `B50 ${sequence}`, name: `C10 ${sequence}` };
}

const planOn = (serviceId: number, change: unknown, effectiveDate = DAY) =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate, change: change as ScheduledChange });

type Given = Awaited<ReturnType<typeof given>>;

async function confirmBoth(ids: Given, first: 'staff' | 'subscriber' = 'staff') {
  const dated = () => planOn(ids.serviceId, { kind: 'plan', itemId: ids.datedId });
  if (first === 'staff') await dated();
  const { orderId } = await change(subscriberCtx(ids.customerId, soon), ids);
  if (first === 'subscriber') await dated();
  return orderId;
}

describe('a change confirmed for the end of the period, before which staff change the plan on a day', () => {
  it.each(['staff', 'subscriber'] as const)(
    'follows at the end of the period that staff’s plan starts, as both faces say (%s first)',
    async (first) => {
      const ids = await given();
      await confirmBoth(ids, first);
      const then = { kind: 'next_plan', toName: ids.name, at: after, priceMinor: 1_000n };
      const before = await waitingOn(ids, soon);
      expect(before.portal).toMatchObject(then);
      expect(before.staff).toEqual(before.portal);
      expect(before.list).toEqual(before.portal);
      expect(before.listDay).toBe('2026-03-12');
      await sweepAt(midnight);
      const moved = at(midnight, { hours: 1 });
      const still = await waitingOn(ids, moved);
      expect(still.portal).toMatchObject({ ...then, isBySubscriber: true });
      expect(still.staff).toEqual(still.portal);
      const { renewal } = await getPortalService(
        subscriberCtx(ids.customerId, moved),
        ids.serviceId,
      );
      expect(renewal).toMatchObject({ kind: 'renews', at: after, priceMinor: 1_000n });
      const credit = await balanceOf(ids.customerId);
      await sweepAt(week);
      expect(await balanceOf(ids.customerId)).toBe(credit);
      await sweepAt(after);
      expect(credit - (await balanceOf(ids.customerId))).toBe(1_000n);
      expect(
        (await getPortalService(subscriberCtx(ids.customerId, after), ids.serviceId)).itemId,
      ).toBe(ids.itemId);
      expect(await brokenLedgerRules()).toEqual([]);
    },
  );

  it('is named with that day where staff would end the service by then', async () => {
    const ids = await given();
    await confirmBoth(ids);
    const endOn = (effectiveDate: string) =>
      planOn(ids.serviceId, { kind: 'archive', reason: 'moves' }, effectiveDate);
    for (const day of ['2026-03-10', '2026-03-12'])
      await expect(endOn(day)).rejects.toMatchObject({
        key: 'planned_next_plan_stands',
        params: { day: new Date('2026-03-12T00:00:00Z'), plan: ids.name },
      });
    await endOn('2026-03-13');
  });

  it('keeps its day where staff’s plan only takes over the rest of the period', async () => {
    const ids = await given({ keepAnchor: true });
    await confirmBoth(ids);
    expect((await waitingOn(ids, soon)).portal).toMatchObject({ at: week, priceMinor: 1_000n });
    await sweepAt(midnight);
    expect((await waitingOn(ids, midnight)).staff).toMatchObject({ at: week, toName: ids.name });
    const credit = await balanceOf(ids.customerId);
    await sweepAt(week);
    expect(credit - (await balanceOf(ids.customerId))).toBe(1_000n);
  });

  it('keeps the fee that its sheet showed, charged once and with its own first period', async () => {
    const ids = await given({ fee: 150n });
    await confirmBoth(ids);
    expect((await waitingOn(ids, soon)).portal).toMatchObject({
      priceMinor: 1_000n,
      feeMinor: 150n,
    });
    await sweepAt(midnight);
    const credit = await balanceOf(ids.customerId);
    await sweepAt(after);
    expect(credit - (await balanceOf(ids.customerId))).toBe(1_150n);
    await sweepAt(at(after, { days: 7 }));
    expect(credit - (await balanceOf(ids.customerId))).toBe(2_150n);
  });

  it('is the next charge where staff’s plan gives money back on its day', async () => {
    const ids = await given({ middle: 500n });
    await confirmBoth(ids);
    const { renewal } = await getPortalService(subscriberCtx(ids.customerId, soon), ids.serviceId);
    expect(renewal).toMatchObject({ kind: 'renews', at: after, priceMinor: 1_000n });
    expect((await findServiceCard(staffCtx(soon), ids.serviceId))?.next).toMatchObject({
      dueAt: after,
      priceMinor: 1_000n,
    });
    await sweepAt(midnight);
    const credit = await balanceOf(ids.customerId);
    await sweepAt(after);
    expect(credit - (await balanceOf(ids.customerId))).toBe(1_000n);
  });

  it('is in the history by its name, in the mail of staff’s change, and its order stays planned', async () => {
    const ids = await given();
    const orderId = await confirmBoth(ids);
    await sweepAt(midnight);
    const moved = at(midnight, { hours: 1 });
    const { rows } = await listServiceHistory(staffCtx(moved), { serviceId: ids.serviceId });
    expect(rows.find(({ action }) => action === 'plan_changed')?.after).toMatchObject({
      item: ids.datedName,
      keptPlan: ids.name,
    });
    const ctx = subscriberCtx(ids.customerId, moved);
    const order = { customerId: ids.customerId, orderId };
    expect((await getOrder(ctx, order)).fate).toEqual({ kind: 'planned' });
    const dated = (await listOrders(ctx, ids)).find((one) => one.orderId !== orderId);
    expect(await findOrderFacts(systemCtx(moved), dated?.orderId ?? '')).toMatchObject({
      facts: { plan: ids.datedName, follows: { plan: ids.name, at: after } },
    });
    await sweepAt(after);
    const later = subscriberCtx(ids.customerId, at(after, { hours: 1 }));
    expect((await getOrder(later, order)).fate).toEqual({ kind: 'happened', at: after });
  });

  it('can still be cancelled by the subscriber after staff’s change', async () => {
    const ids = await given();
    await confirmBoth(ids);
    await sweepAt(midnight);
    const ctx = subscriberCtx(ids.customerId, at(midnight, { hours: 1 }));
    await cancelPlanChange(ctx, { serviceId: ids.serviceId, itemVersionId: ids.versionId });
    await sweepAt(after);
    expect((await getPortalService(ctx, ids.serviceId)).itemId).toBe(ids.datedId);
  });

  it('has happened where staff’s change is to the same plan', async () => {
    const ids = await given();
    const orderId = await confirmBoth({ ...ids, datedId: ids.itemId });
    expect(await waitingOn(ids, soon)).toEqual({});
    await sweepAt(midnight);
    const ctx = subscriberCtx(ids.customerId, at(midnight, { hours: 1 }));
    const { fate } = await getOrder(ctx, { customerId: ids.customerId, orderId });
    expect(fate).toEqual({ kind: 'happened', at: midnight });
    expect(await serviceNow(ids.serviceId)).toMatchObject({ status: 'active' });
  });
});

describe('the sheet of a change for the end of the period, before which staff change the plan on a day', () => {
  it('shows the prices of the two plans, and names and dates staff’s payment apart', async () => {
    const ids = await given();
    await planOn(ids.serviceId, { kind: 'plan', itemId: ids.datedId });
    const ctx = subscriberCtx(ids.customerId, soon);
    const sheet = await getPlanChangeSheet(ctx, { ...ids, moment: 'period_end' });
    expect(sheet.prices).toEqual({ beforeMinor: 3_000n, afterMinor: 1_000n });
    expect(sheet.earlier).toEqual({
      ...{ toName: ids.datedName, at: midnight, isPaidNext: true },
      begins: { at: after, priceMinor: 1_000n, feeMinor: 0n },
    });
    expect(sheet.next?.at).toEqual(midnight);
    const credit = await balanceOf(ids.customerId);
    await change(ctx, ids);
    await sweepAt(midnight);
    expect(credit - (await balanceOf(ids.customerId))).toBe(sheet.next?.priceMinor);
  });

  it('shows the start that follows, and is as before where staff’s change comes later', async () => {
    const ids = await given();
    const ctx = subscriberCtx(ids.customerId, soon);
    const asked = { ...ids, moment: 'period_end' } as const;
    const quote = { startsAt: week } as Parameters<typeof afterEarlier>[0];
    const dated = { kind: 'plan', itemId: ids.datedId };
    const { changeId } = await planOn(ids.serviceId, dated, '2026-03-20');
    const alone = await getPlanChangeSheet(ctx, asked);
    expect(alone).toMatchObject({ earlier: null, next: { at: week, priceMinor: 1_000n } });
    expect(afterEarlier(quote, alone)).toBe(quote);
    await cancelScheduledChange(staffCtx(soon), { changeId });
    await planOn(ids.serviceId, dated);
    const behind = await getPlanChangeSheet(ctx, asked);
    expect(afterEarlier(quote, behind)).toMatchObject({
      startsAt: after,
      next: { at: after, priceMinor: 1_000n, feeMinor: 0n },
    });
  });
});

describe('a custom price planned for a day after staff change the plan', () => {
  it('is listed as dropped with the old plan from the moment it is planned', async () => {
    const ids = await given();
    const price = { kind: 'fields', fields: { customPriceMinor: 1_700n } };
    await planOn(ids.serviceId, price, '2026-03-04');
    await planOn(ids.serviceId, { kind: 'plan', itemId: ids.datedId });
    await planOn(ids.serviceId, price, '2026-03-07');
    const planned = await listPlannedOfService(staffCtx(soon), ids.serviceId);
    expect(
      planned.map((one) => (one.kind === 'change' ? [one.day, one.losesPrice] : one.kind)),
    ).toEqual([
      ['2026-03-04', false],
      [DAY, false],
      ['2026-03-07', true],
    ]);
  });
});
