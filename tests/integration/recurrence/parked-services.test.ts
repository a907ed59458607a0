import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { recheckCredit } from '@/lib/orders/recheck-credit';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { retryParkedPeriod } from '@/lib/recurrence/retry-parked-period';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { getJobsHealth } from '@/lib/screens/admin/jobs';
import { listParkedServices } from '@/lib/screens/admin/parked-services';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  balanceOf,
  givenCredit,
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

const week = at(start, { days: 7 });
const OTHERS = 49;

beforeAll(() => givenOperator());
// Nothing left by one test may be due in the next.
beforeEach(() => asOwner((sql) => sql`truncate schedule, parked_services`));

async function givenRenewals(count: number, plan: Parameters<typeof givenPlan>[0] = {}) {
  const { itemId } = await givenPlan(plan);
  const made: { customerId: number; serviceId: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const customerId = await givenCustomer({ balance: 1_000n });
    made.push({ customerId, serviceId: await givenService({ customerId, itemId }) });
  }
  return made;
}

/** Sets an invalid time zone. */
const poison = (serviceId: number) =>
  asOwner((sql) => sql`update schedule set zone = 'Nowhere/Land' where service_id = ${serviceId}`);
/** Sets an interval that overflows the date range. */
const overflow = (serviceId: number) =>
  asOwner(async (sql) => {
    await sql`update services set interval_count = 2000000000 where id = ${serviceId}`;
    await sql`update schedule set interval_count = 2000000000 where service_id = ${serviceId}`;
  });
const repair = (serviceId: number) =>
  asOwner((sql) => sql`update schedule set zone = 'UTC' where service_id = ${serviceId}`);

async function decidedPeriods(serviceIds: readonly number[]): Promise<number> {
  const [row] = await getSql()<{ count: number }[]>`
    select count(*)::int as count from periods where index = 1 and outcome = 'allocated' and service_id in ${getSql()([...serviceIds])}`;
  return row?.count ?? 0;
}

const parkedIds = async () =>
  (await listParkedServices(staffCtx())).rows.map(({ serviceId }) => serviceId);

async function sweepAll(now: Date) {
  for (let more = true; more; ) ({ more } = await sweepSpecialPeriods(systemCtx(now)));
  for (let more = true; more; ) ({ more } = await sweepRecurrences(systemCtx(now)));
}

describe('one poisoned row among fifty due services', () => {
  it('stops none of the others, is parked and shown, and is left out of the next sweeps', async () => {
    const made = await givenRenewals(OTHERS + 1);
    const [bad, ...good] = made.map(({ serviceId }) => serviceId);
    await poison(bad ?? 0);

    const result = await sweepRecurrences(systemCtx(week));
    expect(result).toMatchObject({ decided: OTHERS, allocated: OTHERS, parked: 1 });
    expect(await decidedPeriods(good)).toBe(OTHERS);
    const { rows } = await listParkedServices(staffCtx());
    expect(rows).toEqual([
      expect.objectContaining({ serviceId: bad, job: 'sweep-recurrences', attempts: 1 }),
    ]);
    expect(rows[0]?.errorId).toMatch(/^[0-9a-f]{10}$/);
    expect((await getJobsHealth(systemCtx())).parked).toBe(1);
    expect(await sweepRecurrences(systemCtx(week))).toMatchObject({ decided: 0, more: false });
    // The fault is ours to fix, so the customer keeps the service in the meantime.
    expect((await serviceNow(bad ?? 0)).status).toBe('active');
  });

  it('is parked by the sweep of single periods too', async () => {
    const discount = {
      kind: 'fixed' as const,
      amountMinor: 100n,
      startDate: '2026-03-02',
      endDate: '2026-03-05',
    };
    const { itemId } = await givenPlan();
    const ids: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      const customerId = await givenCustomer({ balance: 1_000n });
      ids.push(await givenService({ customerId, itemId, discounts: [discount] }));
    }
    const [bad = 0, ...good] = ids;
    await poison(bad);
    await sweepAll(week);
    expect(await decidedPeriods(good)).toBe(2);
    expect(await parkedIds()).toEqual([bad]);
  });

  it('is parked when its dates overflow, and the same customer’s other services renew', async () => {
    const { itemId } = await givenPlan();
    const customerId = await givenCustomer({ balance: 2_000n });
    const [bad, good] = [
      await givenService({ customerId, itemId, priority: 1 }),
      await givenService({ customerId, itemId, priority: 2 }),
    ];
    await overflow(bad);
    await sweepAll(week);
    expect(await decidedPeriods([good])).toBe(1);
    expect(await parkedIds()).toEqual([bad]);
  });
});

describe('a parked service', () => {
  it('is decided exactly once when staff retry it after the repair, even twice at once', async () => {
    const [made] = await givenRenewals(1);
    const { serviceId, customerId } = made ?? { serviceId: 0, customerId: 0 };
    await poison(serviceId);
    await sweepAll(week);
    await repair(serviceId);

    const tries = await Promise.allSettled([
      retryParkedPeriod(staffCtx(week), { serviceId }),
      retryParkedPeriod(staffCtx(week), { serviceId }),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await sweepAll(week);
    expect((await periodsOf(serviceId)).map(({ outcome }) => outcome)).toEqual([
      'allocated',
      'allocated',
    ]);
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await parkedIds()).toEqual([]);
    await sweepAll(at(week, { days: 7 }));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    const audit = await getSql()<{ action: string }[]>`
      select action from audit_log where subject_kind = 'service' and subject_id = ${String(serviceId)}
        and action in ('service.park', 'service.retry') order by id`;
    expect(audit.map(({ action }) => action)).toEqual(['service.park', 'service.retry']);
  });

  it('stays parked, and counts the attempt, when it is retried unrepaired', async () => {
    const [made] = await givenRenewals(1);
    const { serviceId } = made ?? { serviceId: 0 };
    await poison(serviceId);
    await sweepAll(week);
    expect(await retryParkedPeriod(staffCtx(week), { serviceId })).toEqual({ outcome: 'parked' });
    expect((await listParkedServices(staffCtx())).rows).toMatchObject([{ serviceId, attempts: 2 }]);
    expect(await decidedPeriods([serviceId])).toBe(0);
  });

  it('can be retried only by staff with the right', async () => {
    await expect(retryParkedPeriod(staffCtx(week, 'support'), { serviceId: 1 })).rejects.toThrow(
      'forbidden',
    );
    await expect(retryParkedPeriod(staffCtx(week), { serviceId: 999_999 })).rejects.toThrow(
      'not_found',
    );
  });

  it('stays parked while other holds come and go', async () => {
    const [made] = await givenRenewals(1);
    const { serviceId } = made ?? { serviceId: 0 };
    await poison(serviceId);
    await sweepAll(week);
    const held = async () =>
      (
        await getSql()<
          { held: boolean }[]
        >`select held from schedule where service_id = ${serviceId}`
      )[0]?.held;
    await asOwner(
      (sql) => sql`insert into service_holds (service_id, reason, since, actor)
                   values (${serviceId}, 'staff_stopped', now(), 'test')`,
    );
    await asOwner((sql) => sql`delete from service_holds where service_id = ${serviceId}`);
    expect(await held()).toBe(true);
  });
});

describe('returning credit', () => {
  it('resumes a customer’s other services when one of them is poisoned', async () => {
    const { itemId } = await givenPlan();
    const customerId = await givenCustomer({ balance: 1_000n });
    const [bad, good] = [
      await givenService({ customerId, itemId, priority: 1 }),
      await givenService({ customerId, itemId, priority: 2 }),
    ];
    await sweepAll(week);
    expect((await serviceNow(good)).status).toBe('stopped');
    await overflow(bad);
    await givenCredit(customerId, 500n, week);
    const settled = await resumeServices(systemCtx(week), { customerId });
    expect(settled.map(({ outcome }) => outcome)).toEqual(['parked', 'started']);
    expect((await serviceNow(good)).status).toBe('active');
    expect(await parkedIds()).toEqual([bad]);
  });

  it('that no event announced resumes the others when the service of one customer is poisoned', async () => {
    const [bad, good] = await givenRenewals(2, { unitPriceMinor: 1_000n });
    await sweepAll(week);
    await overflow(bad?.serviceId ?? 0);
    for (const one of [bad, good]) await givenCredit(one?.customerId ?? 0, 1_000n, week);
    const recheck = () => recheckCredit(systemCtx(at(week, { hours: 1 })));
    expect(await recheck()).toMatchObject({ repaired: 1, defects: [] });
    expect((await serviceNow(good?.serviceId ?? 0)).status).toBe('active');
    expect(await parkedIds()).toContain(bad?.serviceId);
    expect(await recheck()).toMatchObject({ repaired: 0, defects: [] });
  });
});

describe('the calendar', () => {
  it('starts and ends other services when one of them is poisoned', async () => {
    const { itemId } = await givenPlan();
    const ids: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      const customerId = await givenCustomer({ balance: 1_000n });
      ids.push(await givenService({ customerId, itemId, startDate: '2026-03-09' }));
    }
    const [bad = 0, ...good] = ids;
    await overflow(bad);
    await sweepServiceDates(systemCtx(week));
    for (const id of good) expect((await serviceNow(id)).status).toBe('active');
    expect(await parkedIds()).toEqual([bad]);
  });
});
