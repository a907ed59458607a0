import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import type { Ctx } from '@/lib/context';
import type { RecurrenceMode } from '@/lib/kit/words';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { previewArchive } from '@/lib/screens/admin/archive';
import {
  at,
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';

beforeAll(() => givenOperator());

const later = (days: number, more: { minutes?: number; hours?: number } = {}) =>
  at(start, { days, ...more });

/** A service of a plan that costs 30.00 for 30 days, with a fee of 10.00. */
async function givenThirtyDays(
  terms: Parameters<typeof givenPlan>[0] = {},
  recurrenceMode: RecurrenceMode = 'credit_based',
) {
  const plan = { intervalUnit: 'day', intervalCount: 30, unitPriceMinor: 3_000n } as const;
  const { itemId } = await givenPlan({
    ...{ ...plan, activationFeeMinor: 1_000n, recurrenceMode, refundsUnused: true },
    ...terms,
  });
  const customerId = await givenCustomer({ balance: 4_000n });
  return { customerId, serviceId: await givenService({ customerId, itemId }) };
}

async function accountOf(customerId: number, kind: string): Promise<bigint> {
  const [row] = await getSql()<{ minor: string }[]>`
    select balance_minor as minor from accounts where customer_id = ${customerId} and kind = ${kind}`;
  return BigInt(row?.minor ?? 0);
}

/** Archives with what is shown at one moment, confirmed some minutes after. */
async function archiveAt(
  serviceId: number,
  { shown: shownAt, confirmed = shownAt }: { shown: Date; confirmed?: Date },
) {
  const offer = await previewArchive(staffCtx(shownAt), { serviceId });
  const shown = offer?.kind === 'refund' ? offer : null;
  const refund = shown ? { minor: shown.refundMinor, at: shown.at } : undefined;
  await archiveService(staffCtx(confirmed), { serviceId, reason: 'Moved away', refund });
  return shown?.refundMinor ?? 0n;
}

const broken = (customerId: number) =>
  brokenInvariants({ sql: getSql(), customerIds: [customerId] });

describe('a service archived with paid time left', () => {
  it('gives back the unused time as shown, without the fee, also when it is confirmed minutes later', async () => {
    const { customerId, serviceId } = await givenThirtyDays();
    expect(await balanceOf(customerId)).toBe(0n);
    const confirmed = later(10, { minutes: 14 });
    expect(await archiveAt(serviceId, { shown: later(10), confirmed })).toBe(2_000n);
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'archived' });
    expect(await broken(customerId)).toEqual([]);
  });

  it('gives back nothing if staff decide so', async () => {
    const { customerId, serviceId } = await givenThirtyDays();
    await archiveService(staffCtx(later(10)), { serviceId, reason: 'Abuse' });
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await broken(customerId)).toEqual([]);
  });

  it.each([
    ['a pause that goes on', null],
    ['a pause that is over', 15],
  ])('counts the days of %s as unused', async (_what, resumedOn) => {
    const { customerId, serviceId } = await givenThirtyDays({
      pausesPerYearMax: 1,
      pauseDaysMax: 30,
    });
    await pauseService(staffCtx(later(10)), { serviceId, until: null });
    if (resumedOn !== null) await resumeService(staffCtx(later(resumedOn)), { serviceId });
    const days = resumedOn === null ? 40 : resumedOn;
    expect(await archiveAt(serviceId, { shown: later(days) })).toBe(2_000n);
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect(await broken(customerId)).toEqual([]);
  });

  it('gives back to the account that paid', async () => {
    const { customerId, serviceId } = await givenThirtyDays({}, 'one_off');
    expect(await accountOf(customerId, 'postpaid')).toBe(-4_000n);
    expect(await archiveAt(serviceId, { shown: later(10) })).toBe(2_000n);
    expect(await accountOf(customerId, 'postpaid')).toBe(-2_000n);
    expect(await balanceOf(customerId)).toBe(4_000n);
    expect(await broken(customerId)).toEqual([]);
  });

  it.each([
    ['of a plan that gives nothing back', { refundsUnused: false }],
    ['of a free plan', { unitPriceMinor: 0n }],
  ])('offers nothing %s', async (_what, terms) => {
    const { serviceId } = await givenThirtyDays(terms);
    expect(await previewArchive(staffCtx(later(10)), { serviceId })).toBeNull();
  });

  it('lets another service of the customer start with what comes back', async () => {
    const { customerId, serviceId } = await givenThirtyDays();
    const { itemId } = await givenPlan({ unitPriceMinor: 1_500n });
    const waiting = await givenService({ customerId, itemId });
    expect((await serviceNow(waiting)).status).toBe('pending');
    await archiveAt(serviceId, { shown: later(10) });
    await putCreditToUse(systemCtx(later(10)), { customerId });
    expect((await serviceNow(waiting)).status).toBe('active');
  });
});

describe('the refund of an archived service', () => {
  it.each([
    ['a quarter of an hour has passed', later(10, { minutes: 16 }), 2_000n],
    ['another amount was shown', later(10), 2_001n],
  ])('is refused, and the service stays, when %s', async (_what, confirmed, minor) => {
    const { customerId, serviceId } = await givenThirtyDays();
    const refund = { minor, at: later(10) };
    await expect(
      archiveService(staffCtx(confirmed), { serviceId, reason: 'Moved away', refund }),
    ).rejects.toMatchObject({ key: 'archive_refund_changed' });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('is refused with the old and the new amount, and confirmed again with the new one', async () => {
    const { customerId, serviceId } = await givenThirtyDays();
    const money = (minor: bigint) => ({ minor, currency: 'EUR' });
    const refund = { minor: 2_900n, at: later(10) };
    const archive = (of: typeof refund) =>
      archiveService(staffCtx(later(10)), { serviceId, reason: 'Moved away', refund: of });
    await expect(archive(refund)).rejects.toMatchObject({
      params: { was: money(2_900n), now: money(2_000n) },
    });
    const shown = await previewArchive(staffCtx(later(10)), { serviceId });
    expect(shown).toMatchObject({ refundMinor: 2_000n });
    await archive({ minor: 2_000n, at: later(10) });
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  it('is paid once, however often and by however many people it is confirmed', async () => {
    const { customerId, serviceId } = await givenThirtyDays();
    const input = { serviceId, reason: 'Moved away', refund: { minor: 2_000n, at: later(10) } };
    const both = await Promise.allSettled([
      archiveService(staffCtx(later(10)), input),
      archiveService(staffCtx(later(10)), input),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect(await broken(customerId)).toEqual([]);
  });

  it.each([
    ['gives back', true, 2_000n],
    ['keeps', false, 0n],
    ['keeps, where that was never said,', undefined, 0n],
  ])(
    'archived on a later day %s what is unused then, as was said when it was planned',
    async (_what, givesBack, back) => {
      const { customerId, serviceId } = await givenThirtyDays();
      const change = { kind: 'archive', reason: 'Moves', givesBack } as const;
      await scheduleChange(staffCtx(), { serviceId, effectiveDate: '2026-03-12', change });
      const onThatDay = systemCtx(later(10));
      await sweepScheduledChanges(onThatDay);
      await sweepScheduledChanges(onThatDay);
      expect((await serviceNow(serviceId)).status).toBe('archived');
      expect(await balanceOf(customerId)).toBe(back);
      expect(await broken(customerId)).toEqual([]);
    },
  );

  it('is planned to give something back only by staff who may order for customers', async () => {
    const { serviceId } = await givenThirtyDays();
    const technician: Ctx = {
      ...{ actor: { kind: 'staff', userId: 1, role: 'technician', sessionId: 'test' }, now: start },
    };
    const plan = (givesBack: boolean) =>
      scheduleChange(technician, {
        ...{ serviceId, effectiveDate: '2026-03-12' },
        change: { kind: 'archive', reason: 'Moves', givesBack },
      });
    await expect(plan(true)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(plan(false)).resolves.toMatchObject({ changeId: expect.any(Number) });
  });

  it('is closed to staff who may not order for customers', async () => {
    const { serviceId } = await givenThirtyDays();
    await expect(
      previewArchive(staffCtx(later(10), 'auditor'), { serviceId }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});
