import { beforeAll, describe, expect, it } from 'vitest';
import { cancelScheduledChange } from '@/lib/calendar/cancel-scheduled-change';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import type { Ctx } from '@/lib/context';
import { addDays, localDateOf } from '@/lib/kit/time';
import { changeService } from '@/lib/lifecycle/change-service';
import { cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import { previewOrder } from '@/lib/orders/preview-order';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { change } from './support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
/** The day on which the paid week ends. */
const TURN = '2026-03-09';
const dayOf = (day: string) => new Date(`${day}T00:00:00Z`);

let sequence = 0;

async function given() {
  sequence += 1;
  const customerId = await givenCustomer({ balance: 100_000n });
  const { itemId: fromId } = await givenPlan();
  const to = await givenPlan({
    ...{ name: `Later ${sequence}`, intervalUnit: 'month', unitPriceMinor: 2_000n },
  });
  const serviceId = await givenService({ customerId, itemId: fromId });
  const ids = { customerId, serviceId, itemId: to.itemId };
  return { ...ids, versionId: to.versionId, name: `Later ${sequence}` };
}
type Given = Awaited<ReturnType<typeof given>>;

const archive: ScheduledChange = { kind: 'archive', reason: 'moves' };
const stop: ScheduledChange = { kind: 'stop', hold: 'staff_stopped', reason: 'debt' };
const disable: ScheduledChange = { ...stop, hold: 'staff_disabled' };
const endOn = (endDate: string): ScheduledChange => ({ kind: 'fields', fields: { endDate } });

const planFor = (serviceId: number, day: string, planned: ScheduledChange) =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate: day, change: planned });
const endNow = (serviceId: number, endDate: string) =>
  changeService(staffCtx(soon), { serviceId, fields: { endDate } });

/** What ends the service by a day, with the reason and the day of the refusal. */
const ends = [
  ['an end date', 'next_plan_after_end', (id: number, day: string) => endNow(id, day)],
  [
    'a planned end date',
    'next_plan_after_end',
    (id: number, day: string) => planFor(id, '2026-03-05', endOn(day)),
  ],
  [
    'a planned archive',
    'next_plan_after_archive',
    (id: number, day: string) => planFor(id, day, archive),
  ],
  ['a planned stop', 'next_plan_after_stop', (id: number, day: string) => planFor(id, day, stop)],
  [
    'a planned disablement',
    'next_plan_after_stop',
    (id: number, day: string) => planFor(id, day, disable),
  ],
] as const;

const faces: [string, (ids: Given) => Ctx][] = [
  ['a subscriber', ({ customerId }) => subscriberCtx(customerId, soon)],
  ['staff', () => staffCtx(soon)],
];
const days = ['2026-03-07', TURN];
const table = ends.flatMap(([what, key, end]) =>
  days.flatMap((day) => faces.map(([who, ctx]) => ({ what, key, end, day, who, ctx }))),
);

describe('a plan for the end of the paid period', () => {
  it.each(table)('is refused to $who after $what on $day', async ({ key, end, day, ctx }) => {
    const ids = await given();
    await end(ids.serviceId, day);
    await expect(change(ctx(ids), ids)).rejects.toMatchObject({
      ...{ key, params: { day: dayOf(day) } },
    });
  });

  it.each(table)('of $who is named by $what on $day', async ({ end, day, ctx }) => {
    const ids = await given();
    await change(ctx(ids), ids);
    const named = { key: 'planned_next_plan_stands', params: { day: dayOf(TURN), plan: ids.name } };
    await expect(end(ids.serviceId, day)).rejects.toMatchObject(named);
    await cancelPlanChange(staffCtx(soon), { ...ids, itemVersionId: ids.versionId });
    await end(ids.serviceId, day);
  });

  it.each(ends)(
    'and %s on a later day are both accepted, in either order',
    async (...[, , end]) => {
      const [first, second] = [await given(), await given()];
      await change(subscriberCtx(first.customerId, soon), first);
      await end(first.serviceId, '2026-03-10');
      await end(second.serviceId, '2026-03-10');
      await change(subscriberCtx(second.customerId, soon), second);
    },
  );

  it('keeps what lifts a stop before it from being cancelled', async () => {
    const ids = await given();
    await planFor(ids.serviceId, '2026-03-06', stop);
    const lift = await planFor(ids.serviceId, TURN, { ...stop, kind: 'unstop' });
    await change(subscriberCtx(ids.customerId, soon), ids);
    await expect(cancelScheduledChange(staffCtx(soon), lift)).rejects.toMatchObject({
      key: 'planned_next_plan_stands',
    });
  });
});

describe('the sheet of a plan change', () => {
  it.each(ends.flatMap(([what, , end]) => faces.map(([who, ctx]) => ({ what, end, who, ctx }))))(
    'names the last day to $who and no renewal with $what in the period sold',
    async (one) => {
      const ids = await given();
      // An archive or a stop takes effect at 00:00, so the service’s last day is the one before.
      const isEndDate = one.what.includes('end date');
      await one.end(ids.serviceId, isEndDate ? '2026-03-12' : '2026-03-13');
      const { customerId, serviceId, itemId } = ids;
      for (const moment of ['now', 'period_end'] as const) {
        const request = { kind: 'plan_change', serviceId, itemId, moment } as const;
        const { quote } = await previewOrder(one.ctx(ids), { customerId, request });
        expect(quote).toMatchObject({ lastDay: '2026-03-12', isCutShort: true });
        if (moment === 'now') expect(quote.next).toBeNull();
      }
    },
  );

  it('says that it renews where the service ends after the period sold', async () => {
    const { customerId, serviceId, itemId } = await given();
    await endNow(serviceId, '2026-05-20');
    for (const moment of ['now', 'period_end'] as const) {
      const request = { kind: 'plan_change', serviceId, itemId, moment } as const;
      const { quote } = await previewOrder(staffCtx(soon), { customerId, request });
      expect(quote.lastDay).toBe('2026-05-20');
      expect(quote.isCutShort).toBeUndefined();
    }
  });

  it('does not call a period cut short that ends with the last day, at midnight', async () => {
    const { customerId, serviceId, itemId } = await given();
    const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
    const preview = async () =>
      (await previewOrder(staffCtx(dayOf('2026-03-04')), { customerId, request })).quote;
    const { endsAt } = await preview();
    const dayBefore = (days: number) =>
      addDays(localDateOf(endsAt ?? start, 'Europe/London'), -days);
    await endNow(serviceId, dayBefore(1));
    expect((await preview()).isCutShort).toBeUndefined();
    await endNow(serviceId, dayBefore(2));
    expect((await preview()).isCutShort).toBe(true);
  });
});
