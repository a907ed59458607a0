import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { changeService } from '@/lib/lifecycle/change-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
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
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';

beforeAll(() => givenOperator());

const broken = (customerId: number, sweptAt: Date) =>
  brokenInvariants({ sql: getSql(), customerIds: [customerId], sweptAt });

async function changePlan(
  ids: { customerId: number; serviceId: number; itemId: number },
  { moment, now }: { moment: 'now' | 'period_end'; now: Date },
): Promise<void> {
  const { customerId, serviceId, itemId } = ids;
  const request = { kind: 'plan_change', serviceId, itemId, moment } as const;
  const { orderId, sealedQuote: quote } = await previewOrder(staffCtx(now), {
    customerId,
    request,
  });
  await placeOrder(staffCtx(now), { orderId, customerId, request, quote });
}

async function givenDaily(over: Parameters<typeof givenPlan>[0] = {}, balance = 10_000n) {
  const { itemId } = await givenPlan({
    intervalUnit: 'day',
    unitPriceMinor: 100n,
    dataLimitBytes: null,
    ...over,
  });
  const customerId = await givenCustomer({ balance });
  return { customerId, itemId, serviceId: await givenService({ customerId, itemId }) };
}

const givenMonthly = () =>
  givenPlan({ intervalUnit: 'month', unitPriceMinor: 3_000n, dataLimitBytes: null });

describe('a plan change at the end of the period', () => {
  it('begins with the new plan’s own period, not with one of the old length', async () => {
    const { customerId, serviceId } = await givenDaily();
    const { itemId } = await givenMonthly();
    await changePlan({ customerId, serviceId, itemId }, { moment: 'period_end', now: start });
    const now = at(start, { days: 1, minutes: 5 });
    await sweepSpecialPeriods(systemCtx(now));
    expect((await periodsOf(serviceId)).at(-1)).toEqual({
      index: 1,
      outcome: 'allocated',
      startsAt: at(start, { days: 1 }).toISOString(),
      endsAt: new Date('2026-04-03T09:00:00Z').toISOString(),
    });
    expect(await balanceOf(customerId)).toBe(10_000n - 100n - 3_000n);
    expect(await broken(customerId, now)).toEqual([]);
  });

  it('continues a service whose own recurrence ends with its period', async () => {
    const { customerId, serviceId } = await givenDaily({ recurrenceMode: 'none' });
    const { itemId } = await givenMonthly();
    await changePlan({ customerId, serviceId, itemId }, { moment: 'period_end', now: start });
    const now = at(start, { days: 1, minutes: 5 });
    await sweepSpecialPeriods(systemCtx(now));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await broken(customerId, now)).toEqual([]);
  });
});

describe('a plan change at once', () => {
  it('ends the old period exactly where the new one begins, in the middle of a second', async () => {
    const { customerId, serviceId } = await givenDaily();
    const { itemId } = await givenMonthly();
    const now = new Date(at(start, { hours: 5 }).getTime() + 746);
    await changePlan({ customerId, serviceId, itemId }, { moment: 'now', now });
    expect(await broken(customerId, now)).toEqual([]);
  });
});

describe('a service that ended with its only period', () => {
  it('accepts no other plan, which would be paid for nothing', async () => {
    const { customerId, serviceId } = await givenDaily({ recurrenceMode: 'none' });
    const { itemId } = await givenMonthly();
    const now = at(start, { days: 2 });
    await sweepSpecialPeriods(systemCtx(now));
    const change = changePlan({ customerId, serviceId, itemId }, { moment: 'now', now });
    await expect(change).rejects.toThrow('service_not_running');
    expect(await broken(customerId, now)).toEqual([]);
  });

  it('pays for a new period when a new end date restarts it', async () => {
    const { customerId, serviceId } = await givenDaily({ recurrenceMode: 'none' });
    await sweepSpecialPeriods(systemCtx(at(start, { days: 1 })));
    expect((await serviceNow(serviceId)).holds).toEqual(['ended']);
    const back = at(start, { days: 3 });
    await changeService(staffCtx(back), { serviceId, fields: { endDate: '2026-04-30' } });
    expect((await periodsOf(serviceId)).map(({ index, startsAt }) => [index, startsAt])).toEqual([
      [0, start.toISOString()],
      [1, back.toISOString()],
    ]);
    expect(await balanceOf(customerId)).toBe(10_000n - 2n * 100n);
    expect(await broken(customerId, back)).toEqual([]);
  });
});

describe('a clock that was set back', () => {
  it('lets a service resume at the start of the withheld period, and no time is paid twice', async () => {
    const { customerId, serviceId } = await givenDaily({}, 150n);
    await sweepRecurrences(systemCtx(at(start, { days: 1, minutes: 1 })));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    const now = at(start, { hours: 20 });
    await adjustWallet(staffCtx(now), {
      adjustmentId: randomUUID(),
      ...{ customerId, direction: 'credit', amountMinor: 500n, reason: 'found' },
    });
    await resumeServices(systemCtx(now), { customerId });
    const second = at(start, { days: 1 }).toISOString();
    expect(await periodsOf(serviceId)).toMatchObject([
      { index: 0, startsAt: start.toISOString(), outcome: 'allocated' },
      { index: 1, startsAt: second, outcome: 'withheld' },
      { index: 2, startsAt: second, outcome: 'allocated' },
    ]);
    expect(await broken(customerId, now)).toEqual([]);
  });

  it('costs no paid time of a service that was paused while it was wrong', async () => {
    const { customerId, serviceId } = await givenDaily();
    const before = await periodsOf(serviceId);
    await pauseService(staffCtx(at(start, { hours: 9 })), { serviceId, until: null });
    const now = at(start, { hours: 8 });
    await resumeService(staffCtx(now), { serviceId });
    expect(await periodsOf(serviceId)).toEqual(before);
    expect(await broken(customerId, now)).toEqual([]);
  });

  it('lets another plan start where the paid period starts, and no time is paid twice', async () => {
    const { customerId, serviceId } = await givenDaily();
    const { itemId } = await givenMonthly();
    await sweepRecurrences(systemCtx(at(start, { days: 1, minutes: 1 })));
    const now = at(start, { hours: 20 });
    await changePlan({ customerId, serviceId, itemId }, { moment: 'now', now });
    const starts = (await periodsOf(serviceId)).map(({ index, startsAt }) => [index, startsAt]);
    const second = at(start, { days: 1 }).toISOString();
    expect(starts).toEqual([
      [0, start.toISOString()],
      [1, second],
      [2, second],
    ]);
    expect(await broken(customerId, now)).toEqual([]);
  });
});
