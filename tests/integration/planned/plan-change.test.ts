import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { listServiceHistory } from '@/lib/screens/admin/service-history';
import { getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  GIGABYTE,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { change, sweepAt, waitingOn } from './support';

beforeAll(() => givenOperator());

const week = at(start, { days: 7 });
const soon = at(start, { days: 1 });

let sequence = 0;

async function given(over: { balance?: bigint; fee?: bigint } = {}) {
  sequence += 1;
  const customerId = await givenCustomer({ balance: over.balance ?? 10_000n });
  const from = await givenPlan({ changeFeeUpMinor: over.fee ?? 0n, name: `Small ${sequence}` });
  const to = await givenPlan({
    unitPriceMinor: 2_000n,
    dataLimitBytes: 20n * GIGABYTE,
    name: `Large ${sequence}`,
  });
  const serviceId = await givenService({
    ...{ customerId, itemId: from.itemId, quantity: 2 },
    discounts: [{ kind: 'percent', percentPpm: 100_000, startDate: '2026-03-01' }],
  });
  const names = { from: `Small ${sequence}`, to: `Large ${sequence}` };
  return { customerId, serviceId, from, itemId: to.itemId, versionId: to.versionId, names };
}

describe('a change of plan planned for the end of the period', () => {
  it('reads the same in portal and admin: date, plan, and price with its quantity and discounts', async () => {
    const ids = await given({ fee: 150n });
    await change(subscriberCtx(ids.customerId, soon), ids);
    const { portal, staff, list } = await waitingOn(ids, soon);
    expect(portal).toMatchObject({
      ...{ kind: 'next_plan', at: week, fromName: ids.names.from, toName: ids.names.to },
      ...{ priceMinor: 3_600n, feeMinor: 300n, dataBytes: 40n * GIGABYTE, isBySubscriber: true },
    });
    expect(staff).toEqual(portal);
    expect(list).toEqual(portal);
  });

  it('is in the next charge wherever that is shown, and is what is then charged', async () => {
    const ids = await given({ fee: 150n });
    await change(subscriberCtx(ids.customerId, soon), ids);
    const portal = await getPortalService(subscriberCtx(ids.customerId, soon), ids.serviceId);
    const card = await findServiceCard(staffCtx(soon), ids.serviceId);
    expect(portal.renewal).toMatchObject({ kind: 'renews', at: week, priceMinor: 3_900n });
    expect(card?.next).toMatchObject({ dueAt: week, priceMinor: 3_900n });
    const before = await balanceOf(ids.customerId);
    await sweepAt(week);
    expect(before - (await balanceOf(ids.customerId))).toBe(3_900n);
    expect(await waitingOn(ids, week)).toEqual({});
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('leaves the current price unchanged until then', async () => {
    const ids = await given();
    await change(subscriberCtx(ids.customerId, soon), ids);
    const portal = await getPortalService(subscriberCtx(ids.customerId, soon), ids.serviceId);
    expect(portal.priceMinor).toBe(900n);
  });

  it('charges its fee once, with the first period or at the resume where the credit is short', async () => {
    const ids = await given({ fee: 150n, balance: 900n });
    await change(subscriberCtx(ids.customerId, soon), ids);
    await sweepAt(week);
    expect(await serviceNow(ids.serviceId)).toMatchObject({ holds: ['no_credit'] });
    const asked = subscriberCtx(ids.customerId, at(week, { hours: 1 }));
    expect((await getPortalService(asked, ids.serviceId)).renewal).toMatchObject({
      ...{ kind: 'starts', priceMinor: 3_900n },
      source: { kind: 'short', shortMinor: 3_900n },
    });
    await givenCredit(ids.customerId, 3_900n, at(week, { hours: 2 }));
    const { resumeServices } = await import('@/lib/recurrence/resume-services');
    await resumeServices(staffCtx(at(week, { hours: 2 })), { customerId: ids.customerId });
    expect(await serviceNow(ids.serviceId)).toMatchObject({ status: 'active' });
    expect(await balanceOf(ids.customerId)).toBe(0n);
    await givenCredit(ids.customerId, 3_600n, at(week, { hours: 3 }));
    await sweepAt(at(week, { days: 7, hours: 3 }));
    expect(await balanceOf(ids.customerId)).toBe(0n);
  });

  it('says in the sheet how much its first payment is short, as does the service page', async () => {
    const ids = await given({ balance: 900n + 1_200n });
    const ctx = subscriberCtx(ids.customerId, soon);
    const sheet = await getPlanChangeSheet(ctx, { ...ids, moment: 'period_end' });
    expect(sheet.next).toMatchObject({
      ...{ at: week, priceMinor: 3_600n, feeMinor: 0n },
      source: { kind: 'short', shortMinor: 2_400n },
    });
    await change(ctx, ids);
    expect((await getPortalService(ctx, ids.serviceId)).renewal).toMatchObject({
      kind: 'renews',
      source: sheet.next?.source,
    });
  });

  it('is replaced by another one, and is refused a second time', async () => {
    const ids = await given();
    const other = await givenPlan({ unitPriceMinor: 700n, name: 'Middle' });
    const ctx = subscriberCtx(ids.customerId, soon);
    await change(ctx, ids);
    await expect(change(ctx, ids)).rejects.toMatchObject({ key: 'plan_change_planned' });
    const asked = { ...ids, itemId: other.itemId };
    const sheet = await getPlanChangeSheet(ctx, { ...asked, moment: 'period_end' });
    expect(sheet.replaces).toEqual({ toName: ids.names.to, at: week });
    await change(ctx, asked);
    expect((await waitingOn(ids, soon)).staff).toMatchObject({ toName: 'Middle' });
  });

  it('is dropped by an immediate change, as the sheet says', async () => {
    const ids = await given({ fee: 150n });
    const other = await givenPlan({ unitPriceMinor: 700n });
    const ctx = subscriberCtx(ids.customerId, soon);
    await change(ctx, ids);
    const now = { ...ids, itemId: other.itemId };
    expect(await getPlanChangeSheet(ctx, { ...now, moment: 'now' })).toMatchObject({
      replaces: { toName: ids.names.to },
      next: null,
    });
    await change(ctx, now, 'now');
    expect(await waitingOn(ids, soon)).toEqual({});
    const [row] =
      await getSql()`select next_fee_minor, change_fee_minor from services where id = ${ids.serviceId}`;
    expect(row).toEqual({ next_fee_minor: '0', change_fee_minor: '0' });
  });

  it('says that a service which renews today will end then', async () => {
    const ids = await given();
    const pass = await givenPlan({ recurrenceMode: 'none', intervalUnit: 'day' });
    const ctx = subscriberCtx(ids.customerId, soon);
    const sheet = await getPlanChangeSheet(ctx, {
      ...{ ...ids, itemId: pass.itemId, moment: 'period_end' },
    });
    expect(sheet.renews).toMatchObject({
      before: { mode: 'credit_based' },
      after: { mode: 'none', interval: { count: 1, unit: 'day' } },
    });
  });

  it('is recorded in the history when planned and when carried out, with its author', async () => {
    const ids = await given();
    await change(subscriberCtx(ids.customerId, soon), ids);
    await sweepAt(week);
    const { rows } = await listServiceHistory(staffCtx(week), { serviceId: ids.serviceId });
    const planner = `subscriber:${1000 + ids.customerId}`;
    expect(rows.filter(({ action }) => action.startsWith('plan_'))).toMatchObject([
      { action: 'plan_changed', after: { itemId: ids.itemId, plannedBy: planner } },
      { action: 'plan_change_planned', actor: planner, after: { itemVersionId: ids.versionId } },
    ]);
  });
});

describe('a custom price planned for a plan', () => {
  const planned = async (ids: { serviceId: number }, fields: Record<string, unknown>) =>
    scheduleChange(staffCtx(soon), {
      ...{ serviceId: ids.serviceId, effectiveDate: '2026-03-20' },
      change: { kind: 'fields', fields },
    });
  const pricesOf = async (serviceId: number) =>
    getSql()`select state, payload->'fields' as fields from scheduled_changes
      where service_id = ${serviceId} order by id`;

  it.each(['now', 'period_end'] as const)(
    'ends with that plan when it is changed (%s), as the sheet says',
    async (moment) => {
      const ids = await given();
      await planned(ids, { customPriceMinor: 1_700n });
      await planned(ids, { customPriceMinor: 1_600n, description: 'Roof' });
      const ctx = subscriberCtx(ids.customerId, soon);
      expect((await getPlanChangeSheet(ctx, { ...ids, moment })).dropsPlannedPrice).toBe(true);
      await change(ctx, ids, moment);
      await sweepAt(week);
      expect(await pricesOf(ids.serviceId)).toEqual([
        { state: 'cancelled', fields: { customPriceMinor: '1700n' } },
        { state: 'pending', fields: { description: 'Roof' } },
      ]);
      await sweepAt(new Date('2026-03-20T00:00:00Z'));
      const portal = await getPortalService(
        subscriberCtx(ids.customerId, new Date('2026-03-20T01:00:00Z')),
        ids.serviceId,
      );
      expect(portal).toMatchObject({ itemId: ids.itemId, description: 'Roof', priceMinor: 3_600n });
    },
  );

  it('stays where the plan stays', async () => {
    const ids = await given();
    await planned(ids, { customPriceMinor: 1_700n });
    await sweepAt(week);
    expect(await pricesOf(ids.serviceId)).toMatchObject([{ state: 'pending' }]);
  });
});
