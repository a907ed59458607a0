import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { getPortalService } from '@/lib/screens/portal/services';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import type { ServiceInput } from '@/lib/services/service-input';
import {
  at,
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { any, anyInput, random } from './any-service';
import { change, type Ids, sweepAt, waitingOn } from './support';

beforeAll(() => givenOperator({ taxMode: 'exclusive', timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const due = at(start, { days: 7 });
/** A multiple of six, so that every combination of planned changes is tried equally often. */
const SERVICES = Number(process.env['NETPURSE_NEXT_CHARGES'] ?? 18);

const givenPlans = () =>
  Promise.all(
    [499n, 1_234n, 2_000n].map((unitPriceMinor, index) =>
      givenPlan({
        ...{ unitPriceMinor, taxRatePpm: 175_000, changeFeeUpMinor: 333n, changeFeeDownMinor: 77n },
        intervalUnit: index === 2 ? 'month' : 'week',
      }),
    ),
  );

/** Field changes that staff plan for a day before or after the renewal. */
async function planFields(serviceId: number): Promise<void> {
  await scheduleChange(staffCtx(soon), {
    ...{ serviceId, effectiveDate: any(['2026-03-05', '2026-03-09', '2026-03-15']) },
    change: {
      ...{ kind: 'fields' },
      fields: {
        ...(random.chance(0.7) ? { customPriceMinor: BigInt(random.int(0, 3_000)) } : {}),
        ...(random.chance(0.5) ? { quantity: random.int(1, 4) } : {}),
      },
    },
  });
}

/** With or without planned fields, and without a planned change of plan or with one to either of the others. */
async function givenAny([first, ...others]: { itemId: number }[], index: number) {
  const customerId = await givenCustomer({ balance: 1_000_000n });
  const serviceId = await givenService({ customerId, itemId: first?.itemId ?? 0, ...anyInput() });
  const ids = { customerId, serviceId };
  if (index % 2 === 0) await planFields(serviceId);
  const ctx = subscriberCtx(customerId, soon);
  const other = others[(index % 3) - 1];
  if (other === undefined) return { ...ids, sheet: null };
  const asked = { ...ids, itemId: other.itemId };
  const sheet = await getPlanChangeSheet(ctx, { ...asked, moment: 'period_end' });
  await change(ctx, asked);
  return { ...ids, sheet };
}

async function periodAt(serviceId: number, startsAt: Date): Promise<bigint> {
  const [row] = await getSql()<{ price_minor: string }[]>`
    select price_minor from periods
    where service_id = ${serviceId} and starts_at = ${startsAt.toISOString()} and outcome = 'allocated'`;
  return BigInt(row?.price_minor ?? -1);
}

describe('the next charge of any service', () => {
  it('is the same in the sheet, portal, admin and lists, and equals what is charged', async () => {
    const plans = await givenPlans();
    const told: { serviceId: number; priceMinor: bigint }[] = [];
    for (let count = 0; count < SERVICES; count += 1) {
      const { sheet, ...ids } = await givenAny(plans, count);
      const portal = await getPortalService(subscriberCtx(ids.customerId, soon), ids.serviceId);
      if (portal.renewal.kind !== 'renews') throw new Error(portal.renewal.kind);
      const { priceMinor } = portal.renewal;
      const card = await findServiceCard(staffCtx(soon), ids.serviceId);
      expect(card?.next).toMatchObject({ dueAt: due, priceMinor });
      const waiting = await waitingOn(ids, soon);
      expect(waiting.staff).toEqual(waiting.portal);
      expect(waiting.list).toEqual(waiting.portal);
      if (sheet) {
        expect(sheet.next).toMatchObject({ at: due, priceMinor });
        expect((waiting.portal?.priceMinor ?? 0n) + (waiting.portal?.feeMinor ?? 0n)).toBe(
          priceMinor,
        );
      }
      const { priceTodayMinor } = await getServiceDetail(staffCtx(soon), ids.serviceId);
      expect(portal.priceMinor).toBe(priceTodayMinor);
      told.push({ serviceId: ids.serviceId, priceMinor });
    }
    for (const moment of [at(start, { days: 3 }), at(start, { days: 6, hours: 16 }), due])
      await sweepAt(moment);
    const charged = await Promise.all(
      told.map(async ({ serviceId }) => ({
        serviceId,
        priceMinor: await periodAt(serviceId, due),
      })),
    );
    expect(charged).toEqual(told);
  }, 300_000);
});

/** What portal and admin show, which must be the same. */
async function toldOf({ customerId, serviceId }: Ids, now = soon) {
  const { renewal } = await getPortalService(subscriberCtx(customerId, now), serviceId);
  const next = (await findServiceCard(staffCtx(now), serviceId))?.next ?? null;
  if (renewal.kind === 'renews') {
    const { at: dueAt, priceMinor } = renewal;
    expect(next).toMatchObject({
      dueAt,
      priceMinor,
      isPostpaid: renewal.source.kind === 'invoice',
    });
  } else expect(next).toBeNull();
  return renewal;
}

const planOn = (serviceId: number, effectiveDate: string, change: unknown) =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate, change: change as ScheduledChange });

const stop = (hold: 'staff_stopped' | 'staff_disabled' = 'staff_stopped') => ({
  ...{ kind: 'stop', hold, reason: 'moves out' },
});

async function givenWeekly(over: Partial<ServiceInput> = {}, balance = 1_000_000n) {
  const { itemId } = await givenPlan({ taxRatePpm: 200_000 });
  const customerId = await givenCustomer({ balance });
  const serviceId = await givenService({ customerId, itemId, ...over });
  return { customerId, serviceId };
}

async function sweepTo(days: number): Promise<void> {
  for (let day = 2; day <= days; day += 1) {
    await sweepAt(new Date(`2026-03-${String(day + 2).padStart(2, '0')}T00:00:00Z`));
    await sweepAt(at(start, { days: day }));
  }
}

describe('the next charge of a service that staff plan to stop', () => {
  it.each([
    ['stopped', stop()],
    ['disabled', stop('staff_disabled')],
    ['archived', { kind: 'archive', reason: 'moves out' }],
    ['over', { kind: 'fields', fields: { endDate: '2026-03-05' } }],
  ])('is none where it is %s before it is due, and nothing is charged', async (_what, change) => {
    const ids = await givenWeekly();
    await planOn(ids.serviceId, '2026-03-06', change);
    expect(await toldOf(ids)).toEqual({ kind: 'ends', at: new Date('2026-03-06T00:00:00Z') });
    const before = await balanceOf(ids.customerId);
    await sweepTo(8);
    await sweepServiceDates(systemCtx(at(start, { days: 8 })));
    expect(await balanceOf(ids.customerId)).toBe(before);
  });

  it('is unchanged where the stop comes later, or is lifted by then', async () => {
    const [after, lifted] = [await givenWeekly(), await givenWeekly()];
    await planOn(after.serviceId, '2026-03-10', stop());
    await planOn(lifted.serviceId, '2026-03-05', stop());
    await planOn(lifted.serviceId, '2026-03-07', { ...stop(), kind: 'unstop' });
    for (const ids of [after, lifted])
      expect(await toldOf(ids)).toMatchObject({ kind: 'renews', at: due, priceMinor: 600n });
    const before = await balanceOf(after.customerId);
    await sweepTo(7);
    expect(before - (await balanceOf(after.customerId))).toBe(600n);
    expect(before - (await balanceOf(lifted.customerId))).toBe(600n);
  });

  it('is none while one of two stops remains', async () => {
    const ids = await givenWeekly();
    await planOn(ids.serviceId, '2026-03-05', stop());
    await planOn(ids.serviceId, '2026-03-06', stop('staff_disabled'));
    await planOn(ids.serviceId, '2026-03-07', { ...stop(), kind: 'unstop' });
    expect(await toldOf(ids)).toEqual({ kind: 'ends', at: new Date('2026-03-06T00:00:00Z') });
  });

  it('leaves the credit to the customer’s other services', async () => {
    const ids = await givenWeekly({ priority: 1 }, 600n + 600n + 600n);
    const { itemId } = await givenPlan({ taxRatePpm: 200_000 });
    const { customerId } = ids;
    const other = { customerId, serviceId: await givenService({ customerId, itemId }) };
    await planOn(ids.serviceId, '2026-03-06', stop());
    expect(await toldOf(other)).toMatchObject({ source: { kind: 'credit' } });
  });
});

describe('the next charge of a service whose plan staff plan to change on a day before it is due', () => {
  const day = '2026-03-05';
  const midnight = new Date(`${day}T00:00:00Z`);

  /** A service of any terms, its plan changed to any other, and what is told of its next charge. */
  async function givenChanging() {
    const ids = await givenWeekly(anyInput());
    const { itemId } = await givenPlan({
      ...{ unitPriceMinor: BigInt(any([100, 499, 900, 3_000])), taxRatePpm: 175_000 },
      ...{ keepAnchor: random.chance(0.4), intervalUnit: any(['week', 'month'] as const) },
      dataLimitBytes: any([null, 1_000_000_000n]),
    });
    if (random.chance(0.5)) {
      const fields = { quantity: random.int(1, 4), customPriceMinor: BigInt(random.int(0, 900)) };
      await planOn(ids.serviceId, any(['2026-03-04', '2026-03-07']), { kind: 'fields', fields });
    }
    await planOn(ids.serviceId, day, { kind: 'plan', itemId });
    const told = await toldOf(ids);
    if (told.kind !== 'renews') throw new Error(told.kind);
    return { ...ids, told };
  }

  it('is what is charged to the wallet that day, or else the first renewal on the new plan', async () => {
    const all: Awaited<ReturnType<typeof givenChanging>>[] = [];
    while (all.length < 24) all.push(await givenChanging());
    const balances = () => Promise.all(all.map(({ customerId }) => balanceOf(customerId)));
    await sweepAt(new Date('2026-03-04T00:00:00Z'));
    const before = await balances();
    await sweepAt(midnight);
    const left = await balances();
    const taken = before.map((balance, index) => balance - (left[index] ?? 0n));
    const later = all.filter((_, index) => (taken[index] ?? 0n) <= 0n);
    for (const [index, { told }] of all.entries()) {
      const priceMinor = taken[index] ?? 0n;
      if (priceMinor > 0n) expect(told).toMatchObject({ at: midnight, priceMinor });
      else expect(told.at > midnight).toBe(true);
    }
    expect(later.length % all.length).toBeGreaterThan(0);
    const due = later.map(({ told }) => told.at.getTime()).concat(Date.UTC(2026, 2, 7));
    for (const moment of [...new Set(due)].toSorted((a, b) => a - b))
      await sweepAt(new Date(moment));
    for (const { serviceId, told } of later)
      expect(await periodAt(serviceId, told.at)).toBe(told.priceMinor);
  }, 300_000);

  it('is invoiced, or the last one, where the new plan says so', async () => {
    const [onAccount, once] = [await givenWeekly(), await givenWeekly()];
    const invoiced = await givenPlan({ recurrenceMode: 'one_off', unitPriceMinor: 900n });
    const ending = await givenPlan({ recurrenceMode: 'none', unitPriceMinor: 900n });
    await planOn(onAccount.serviceId, day, { kind: 'plan', itemId: invoiced.itemId });
    await planOn(once.serviceId, day, { kind: 'plan', itemId: ending.itemId });
    const week = at(midnight, { days: 7 });
    expect(await toldOf(onAccount)).toMatchObject({
      ...{ kind: 'renews', at: week, priceMinor: 900n, source: { kind: 'invoice' } },
    });
    const told = await toldOf(once);
    expect(told).toMatchObject({ kind: 'renews', at: midnight });
    const before = await balanceOf(once.customerId);
    await sweepAt(midnight);
    expect(told).toMatchObject({ priceMinor: before - (await balanceOf(once.customerId)) });
    expect(await toldOf(once, at(midnight, { hours: 1 }))).toEqual({ kind: 'ends', at: week });
  });

  it('says how much credit is missing on that day', async () => {
    const ids = await givenWeekly({}, 600n);
    const { itemId } = await givenPlan({ unitPriceMinor: 3_000n });
    await planOn(ids.serviceId, day, { kind: 'plan', itemId });
    const told = await toldOf(ids);
    if (told.kind !== 'renews') throw new Error(told.kind);
    expect(told.source).toMatchObject({ kind: 'short', shortMinor: told.priceMinor });
  });

  it('is that of the old plan where the change comes later, or is not possible by then', async () => {
    const { itemId } = await givenPlan({ unitPriceMinor: 3_000n });
    const [later, stopped, retired] = [
      ...[await givenWeekly(), await givenWeekly(), await givenWeekly()],
    ];
    if (!later || !stopped || !retired) throw new Error('nothing given');
    await planOn(later.serviceId, '2026-03-10', { kind: 'plan', itemId });
    expect(await toldOf(later)).toMatchObject({ kind: 'renews', at: due, priceMinor: 600n });
    await planOn(stopped.serviceId, '2026-03-04', stop('staff_disabled'));
    await planOn(stopped.serviceId, day, { kind: 'plan', itemId });
    expect(await toldOf(stopped)).toEqual({ kind: 'ends', at: new Date('2026-03-04T00:00:00Z') });
    const gone = await givenPlan({ unitPriceMinor: 3_000n });
    await planOn(retired.serviceId, day, { kind: 'plan', itemId: gone.itemId });
    await getSql()`update catalog_items set kind = 'voice' where id = ${gone.itemId}`;
    expect(await toldOf(retired)).toMatchObject({ kind: 'renews', at: due, priceMinor: 600n });
  });
});
