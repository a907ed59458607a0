import { beforeAll, describe, expect, it } from 'vitest';
import { cancelScheduledChange } from '@/lib/calendar/cancel-scheduled-change';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { recheckCredit } from '@/lib/orders/recheck-credit';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import { asOwner } from '@/tests/support/as-owner';
import {
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

const t = (iso: string) => new Date(iso);
const archive: ScheduledChange = { kind: 'archive', reason: 'Moved', givesBack: false };
const stop: ScheduledChange = { kind: 'stop', hold: 'staff_stopped', reason: 'Moved' };

/** 5.00 a week from midnight of Monday 2 March. */
async function given({ endDate = null, balance }: { endDate?: string | null; balance: bigint }) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan();
  const serviceId = await givenService({ customerId, itemId, endDate }, t('2026-03-02T00:00:00Z'));
  return { customerId, serviceId };
}

async function calendar(now: Date): Promise<void> {
  await sweepServiceDates(systemCtx(now));
  await sweepScheduledChanges(systemCtx(now));
}

async function renewals(now: Date): Promise<void> {
  await sweepSpecialPeriods(systemCtx(now));
  while ((await sweepRecurrences(systemCtx(now))).more);
}

async function tick(now: Date): Promise<void> {
  await calendar(now);
  await renewals(now);
}

const plan = (serviceId: number, effectiveDate: string, change: ScheduledChange) =>
  scheduleChange(staffCtx(t('2026-03-03T00:00:00Z')), { serviceId, effectiveDate, change });

/** Makes a planned change one that no code can read, as after a defect. */
const spoil = (changeId: number) =>
  asOwner(
    (sql) =>
      sql`update scheduled_changes set payload = '{"kind": "unknown"}' where id = ${changeId}`,
  );

async function pay(customerId: number, now: Date): Promise<void> {
  await givenCredit(customerId, 500n, now);
  await putCreditToUse(systemCtx(now), { customerId });
}

describe('a renewal that starts after midnight, although the calendar was read before it', () => {
  const lastMoment = t('2026-03-08T23:59:59Z');
  const midnight = t('2026-03-09T00:00:01Z');

  it('does not sell a period after the last day', async () => {
    const { customerId, serviceId } = await given({ endDate: '2026-03-08', balance: 1_000n });
    await calendar(lastMoment);
    await renewals(midnight);
    expect(await balanceOf(customerId)).toBe(500n);
    await tick(t('2026-03-09T00:01:00Z'));
    expect(await serviceNow(serviceId)).toMatchObject({ holds: ['ended'] });
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it.each([
    ['archived', archive, { status: 'archived' }],
    ['stopped', stop, { holds: ['staff_stopped'] }],
  ])('does not renew what is about to be %s', async (_done, change, then) => {
    const { customerId, serviceId } = await given({ balance: 1_000n });
    await plan(serviceId, '2026-03-09', change);
    await calendar(lastMoment);
    await renewals(midnight);
    await tick(t('2026-03-09T00:01:00Z'));
    expect(await serviceNow(serviceId)).toMatchObject(then);
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it('charges the price that staff planned for that day', async () => {
    const { customerId, serviceId } = await given({ balance: 3_000n });
    await plan(serviceId, '2026-03-09', {
      kind: 'fields',
      fields: { customPriceMinor: 700n },
    });
    await calendar(lastMoment);
    await renewals(midnight);
    await tick(t('2026-03-09T00:01:00Z'));
    expect(await balanceOf(customerId)).toBe(3_000n - 500n - 700n);
  });

  it('renews after two days in which a defect kept the change from being applied', async () => {
    const { customerId, serviceId } = await given({ balance: 3_000n });
    const { changeId } = await plan(serviceId, '2026-03-09', {
      kind: 'fields',
      fields: { customPriceMinor: 700n },
    });
    await spoil(changeId);
    await expect(calendar(midnight)).rejects.toThrow('with a defect');
    await renewals(t('2026-03-10T23:59:00Z'));
    expect(await balanceOf(customerId)).toBe(2_500n);
    await expect(calendar(t('2026-03-10T23:59:30Z'))).rejects.toThrow('with a defect');
    await renewals(t('2026-03-11T00:00:02Z'));
    expect(await balanceOf(customerId)).toBe(2_000n);
    await asOwner((sql) => sql`delete from scheduled_changes where id = ${changeId}`);
  });

  it('renews the other services of the same wallet at once', async () => {
    const { customerId } = await given({ endDate: '2026-03-08', balance: 2_000n });
    const { itemId } = await givenPlan();
    await givenService({ customerId, itemId }, t('2026-03-02T00:00:00Z'));
    await calendar(lastMoment);
    await renewals(midnight);
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it.each([
    ['about nothing', null],
    ['about one service', '2026-03-08'],
  ])(
    'decides a chunk in one statement where the calendar decides first %s',
    async (_what, endDate) => {
      const { customerId } = await given({ endDate, balance: 2_000n });
      const { itemId } = await givenPlan();
      await givenService({ customerId, itemId }, t('2026-03-02T00:00:00Z'));
      const { allocated, isNoted } = await sweepRecurrences(systemCtx(midnight));
      expect(isNoted).toBe(true);
      expect(allocated).toBeGreaterThan(0);
    },
  );
});

describe('jobs that stood still for three days, and the renewals run first', () => {
  it.each<[string, ScheduledChange, bigint]>([
    ['archived', archive, 500n],
    ['stopped', stop, 500n],
    ['cheaper', { kind: 'fields', fields: { customPriceMinor: 400n } }, 100n],
  ])('do not sell a period of a service that should be %s by then', async (_what, change, left) => {
    const { customerId, serviceId } = await given({ balance: 1_000n });
    await plan(serviceId, '2026-03-09', change);
    await calendar(t('2026-03-08T23:59:00Z'));
    await renewals(t('2026-03-12T10:00:00Z'));
    await tick(t('2026-03-12T10:01:00Z'));
    expect(await balanceOf(customerId)).toBe(left);
  });

  it('leave credit that arrives first with the customer', async () => {
    const { customerId, serviceId } = await given({ balance: 500n });
    await plan(serviceId, '2026-03-10', archive);
    await tick(t('2026-03-09T00:00:01Z'));
    await pay(customerId, t('2026-03-13T08:00:00Z'));
    await tick(t('2026-03-13T08:01:00Z'));
    expect(await balanceOf(customerId)).toBe(500n);
  });
});

describe('credit that arrives between midnight and the job of the calendar', () => {
  const second = t('2026-03-12T00:00:20Z');

  it('stays with the customer after the last day', async () => {
    const { customerId, serviceId } = await given({ endDate: '2026-03-11', balance: 500n });
    await tick(t('2026-03-09T00:00:01Z'));
    expect(await serviceNow(serviceId)).toMatchObject({ holds: ['no_credit'] });
    await pay(customerId, second);
    await tick(t('2026-03-12T00:01:00Z'));
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it.each([
    ['archived', archive],
    ['stopped', stop],
  ])('stays with the customer whose service is about to be %s', async (_done, change) => {
    const { customerId, serviceId } = await given({ balance: 500n });
    await plan(serviceId, '2026-03-12', change);
    await tick(t('2026-03-09T00:00:01Z'));
    await pay(customerId, second);
    await tick(t('2026-03-12T00:01:00Z'));
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it('starts the service on what was planned for the day, without a repair', async () => {
    const { customerId, serviceId } = await given({ balance: 500n });
    await plan(serviceId, '2026-03-12', {
      kind: 'fields',
      fields: { customPriceMinor: 400n },
    });
    await tick(t('2026-03-09T00:00:01Z'));
    await pay(customerId, second);
    expect((await recheckCredit(systemCtx(t('2026-03-12T00:00:50Z')))).repaired).toBe(0);
    await tick(t('2026-03-12T00:01:00Z'));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(100n);
    expect((await recheckCredit(systemCtx(t('2026-03-12T00:02:00Z')))).repaired).toBe(0);
  });

  it('starts the service as it is if what was planned fails', async () => {
    const { customerId, serviceId } = await given({ balance: 500n });
    const { itemId: dearer } = await givenPlan({ unitPriceMinor: 9_000n });
    await plan(serviceId, '2026-03-12', { kind: 'plan', itemId: dearer });
    await tick(t('2026-03-09T00:00:01Z'));
    await pay(customerId, second);
    expect(await balanceOf(customerId)).toBe(500n);
    await tick(t('2026-03-12T00:01:00Z'));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('starts the service at once if what was planned was cancelled', async () => {
    const { customerId, serviceId } = await given({ balance: 500n });
    const { changeId } = await plan(serviceId, '2026-03-12', archive);
    await cancelScheduledChange(staffCtx(t('2026-03-04T00:00:00Z')), { changeId });
    await tick(t('2026-03-09T00:00:01Z'));
    await pay(customerId, second);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
  });
});

it('does not begin a service after its last day, when the jobs stood still over all of it', async () => {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan();
  const serviceId = await givenService(
    { customerId, itemId, startDate: '2026-03-10', endDate: '2026-03-12' },
    t('2026-03-02T00:00:00Z'),
  );
  await tick(t('2026-03-14T10:00:00Z'));
  expect(await serviceNow(serviceId)).toMatchObject({ holds: ['ended', 'unpaid'] });
  expect(await balanceOf(customerId)).toBe(500n);
});
