import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { getPortalService } from '@/lib/screens/portal/services';
import { liftHolds } from '@/lib/services/lift-holds';
import { setHolds } from '@/lib/services/set-holds';
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
  periodsOf,
  serviceNow,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

const due = at(start, { days: 7 });
const graceEnds = at(start, { days: 10 });

/** A weekly service at 5.00 whose first period used up all the credit. */
async function givenShort(over: Parameters<typeof givenPlan>[0] = {}) {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ graceDays: 3, ...over });
  return { customerId, serviceId: await givenService({ customerId, itemId }) };
}

const sweep = (now: Date) => sweepRecurrences(systemCtx(now));
const outcomes = async (serviceId: number) =>
  (await periodsOf(serviceId)).map((period) => period.outcome);

describe('a service with days of grace', () => {
  it('runs on unpaid for those days and stops at their end, with the period that was not paid', async () => {
    const { customerId, serviceId } = await givenShort();
    const before = await serviceNow(serviceId);
    expect(await sweep(due)).toMatchObject({ inGrace: 1, withheld: 0 });
    expect(await sweep(at(due, { minutes: 1 }))).toMatchObject({ decided: 0 });
    expect(await serviceNow(serviceId)).toEqual(before);
    expect(await outcomes(serviceId)).toEqual(['allocated']);
    await sweep(at(graceEnds, { seconds: -1 }));
    expect((await serviceNow(serviceId)).status).toBe('active');
    await sweep(graceEnds);
    expect(await outcomes(serviceId)).toEqual(['allocated', 'withheld']);
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'stopped', holds: ['no_credit'] });
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('pays when the credit arrives, from the moment it was due, and keeps its renewal days', async () => {
    const { customerId, serviceId } = await givenShort();
    const before = await serviceNow(serviceId);
    await sweep(due);
    const paid = at(due, { days: 2, hours: 5 });
    await givenCredit(customerId, 700n, paid);
    await resumeServices(systemCtx(paid), { customerId });
    await resumeServices(systemCtx(paid), { customerId });
    expect((await periodsOf(serviceId)).at(-1)).toEqual({
      index: 1,
      outcome: 'allocated',
      startsAt: due.toISOString(),
      endsAt: at(start, { days: 14 }).toISOString(),
    });
    expect(await balanceOf(customerId)).toBe(200n);
    expect(await serviceNow(serviceId)).toEqual(before);
    await sweep(graceEnds);
    expect(await outcomes(serviceId)).toEqual(['allocated', 'allocated']);
    await sweep(at(start, { days: 14 }));
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('is charged once when credit arrives at the end of the grace', async () => {
    const { customerId, serviceId } = await givenShort();
    await sweep(due);
    const late = at(graceEnds, { seconds: -1 });
    await givenCredit(customerId, 1_000n, late);
    await Promise.all([
      sweep(graceEnds),
      resumeServices(systemCtx(late), { customerId }),
      sweep(graceEnds),
    ]);
    expect(await outcomes(serviceId)).toEqual(['allocated', 'allocated']);
    expect(await balanceOf(customerId)).toBe(500n);
  });

  it('stays in its grace while the credit is not enough', async () => {
    const { customerId, serviceId } = await givenShort();
    await sweep(due);
    await givenCredit(customerId, 499n, due);
    const [settled] = await resumeServices(systemCtx(due), { customerId });
    expect(settled).toMatchObject({ outcome: 'short', shortMinor: 1n });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await outcomes(serviceId)).toEqual(['allocated']);
  });

  it('keeps the data that was left until the grace ends, and gets no other', async () => {
    const { serviceId } = await givenShort();
    await sweep(due);
    const rows = await getSql()<{ granted_bytes: string; expires_at: string }[]>`
      select granted_bytes, expires_at from allocations where service_id = ${serviceId}`;
    expect(rows.map((row) => [BigInt(row.granted_bytes), new Date(row.expires_at)])).toEqual([
      [5n * GIGABYTE, graceEnds],
    ]);
  });

  it('gets no second grace before a period was paid: a grace never outlasts its period', async () => {
    const { serviceId } = await givenShort({ intervalUnit: 'day' });
    const tomorrow = at(start, { days: 1 });
    await sweep(tomorrow);
    expect((await serviceNow(serviceId)).status).toBe('active');
    await sweep(at(start, { days: 2 }));
    expect(await outcomes(serviceId)).toEqual(['allocated', 'withheld']);
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
  });

  it('gets none for the days without a sweep', async () => {
    const { serviceId } = await givenShort();
    await sweep(at(graceEnds, { minutes: 1 }));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
  });

  it('that is held and released within it pays the period it owes, without moving it', async () => {
    const { customerId, serviceId } = await givenShort();
    await sweep(due);
    const later = systemCtx(at(due, { days: 1 }));
    await inTransaction(later, (ctx) =>
      setHolds(ctx, { serviceIds: [serviceId], reason: 'staff_stopped' }),
    );
    await givenCredit(customerId, 500n, later.now);
    expect(await resumeServices(later, { customerId })).toEqual([]);
    await inTransaction(later, async (ctx) => {
      await liftHolds(ctx, { serviceIds: [serviceId], reason: 'staff_stopped' });
      await startOwedPeriods(ctx, [serviceId]);
    });
    expect((await periodsOf(serviceId)).at(-1)).toMatchObject({
      outcome: 'allocated',
      startsAt: due.toISOString(),
    });
  });

  it('tells its subscriber how long it runs, and what is missing', async () => {
    const { customerId, serviceId } = await givenShort();
    await sweep(due);
    const seen = await getPortalService(subscriberCtx(customerId, due), serviceId);
    expect(seen.renewal).toMatchObject({
      kind: 'renews',
      isInGrace: true,
      at: graceEnds,
      priceMinor: 500n,
      source: { kind: 'short', shortMinor: 500n },
    });
  });
});
