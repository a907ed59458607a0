import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { changeService } from '@/lib/lifecycle/change-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { countNotConnected } from '@/lib/screens/admin/overview';
import { listPlannedOfService } from '@/lib/screens/shared/planned';
import { setHolds } from '@/lib/services/set-holds';
import {
  at,
  brokenLedgerRules,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeEach(() => givenOperator());

const later = (days: number) => at(start, { days });

/** A service paid for a week from 2 March until its last day. */
async function given(
  { endDate = '2026-03-06', ...terms }: Partial<ItemTerms> & { endDate?: string | null } = {},
  balance = 500n,
) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan(terms);
  return givenService({ customerId, itemId, endDate });
}

async function disconnect(serviceId: number, now: Date): Promise<void> {
  const network = { ...(await givenMeans()), routerId: null };
  await changeService(staffCtx(now), { serviceId, network });
}

async function connect(serviceId: number, now: Date): Promise<void> {
  await changeService(staffCtx(now), { serviceId, network: await givenMeans() });
}

const pause = (serviceId: number, now: Date) =>
  pauseService(staffCtx(now), { serviceId, until: null });
const resume = (serviceId: number, now: Date) => resumeService(staffCtx(now), { serviceId });

const breaks = {
  'not connected': { begin: disconnect, end: connect },
  paused: { begin: pause, end: resume },
} as const;
const both = Object.entries(breaks);

async function lastDayOf(serviceId: number): Promise<string | null> {
  const [row] = await getSql()<{ day: string | null }[]>`
    select end_date::text as day from services where id = ${serviceId}`;
  return row?.day ?? null;
}

async function sweepDays(from: number, to: number): Promise<void> {
  for (let day = from; day <= to; day += 1) {
    await sweepServiceDates(systemCtx(later(day)));
    await sweepRecurrences(systemCtx(later(day)));
  }
}

describe.each(both)('the last day of a service that was %s', (what, { begin, end }) => {
  it('moves by the days given back, even if it has passed, and is served to its end', async () => {
    const serviceId = await given();
    await begin(serviceId, later(1));
    await sweepDays(2, 9);
    expect((await serviceNow(serviceId)).holds).not.toContain('ended');
    await end(serviceId, later(9));
    expect(await lastDayOf(serviceId)).toBe('2026-03-14');
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await periodsOf(serviceId)).toMatchObject([{ endsAt: later(15).toISOString() }]);
    await sweepServiceDates(systemCtx(new Date('2026-03-14T23:59:59Z')));
    expect((await serviceNow(serviceId)).status).toBe('active');
    await sweepServiceDates(systemCtx(new Date('2026-03-15T00:00:00Z')));
    expect((await serviceNow(serviceId)).holds).toEqual(['ended']);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('counts a started day as a full one, and days by the provider’s local time when clocks change', async () => {
    await givenOperator({ timeZone: 'Europe/London' });
    const minute = await given();
    await begin(minute, later(1));
    await end(minute, at(later(1), { minutes: 1 }));
    expect(await lastDayOf(minute)).toBe('2026-03-07');
    const spring = await given({ intervalUnit: 'month', endDate: '2026-03-31' });
    await begin(spring, new Date('2026-03-28T09:00:00Z'));
    await end(spring, new Date('2026-03-29T08:00:00Z'));
    expect(await lastDayOf(spring)).toBe('2026-04-01');
  });

  it('also moves when it is far ahead, and is not set where there was none', async () => {
    const [far, none] = [await given({ endDate: '2026-12-31' }), await given({ endDate: null })];
    for (const serviceId of [far, none]) {
      await begin(serviceId, later(1));
      await end(serviceId, later(3));
    }
    expect(await lastDayOf(far)).toBe('2027-01-02');
    expect(await lastDayOf(none)).toBeNull();
  });

  it('moves with invoiced periods, and with their data', async () => {
    const serviceId = await given({ recurrenceMode: 'one_off' });
    await begin(serviceId, later(1));
    await sweepDays(2, 9);
    await end(serviceId, later(9));
    expect(await lastDayOf(serviceId)).toBe('2026-03-14');
    expect((await serviceNow(serviceId)).status).toBe('active');
    const [data] = await getSql()<{ ends: string }[]>`
      select max(expires_at) as ends from allocations where service_id = ${serviceId}`;
    expect(new Date(data?.ends ?? 0)).toEqual(later(15));
  });

  it('moves with a single payment for its whole time', async () => {
    const once = { recurrenceMode: 'none', intervalCount: null, intervalUnit: null } as const;
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan({ dataLimitBytes: null });
    const serviceId = await givenService({ customerId, itemId, endDate: '2026-03-06', ...once });
    await begin(serviceId, later(1));
    await sweepDays(2, 9);
    await end(serviceId, later(9));
    expect(await lastDayOf(serviceId)).toBe('2026-03-14');
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('restarts the service even if it was shown as ended', async () => {
    const serviceId = await given();
    await begin(serviceId, later(1));
    await inTransaction(systemCtx(later(6)), (ctx) =>
      setHolds(ctx, { serviceIds: [serviceId], reason: 'ended' }),
    );
    if (what === 'not connected') {
      const { paid } = await countNotConnected(staffCtx(later(8)));
      await end(serviceId, later(9));
      expect((await countNotConnected(staffCtx(later(9)))).paid).toBe(paid - 1);
    } else await end(serviceId, later(9));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
  });

  it('is unchanged, and ends the service, where there is no paid time to give back', async () => {
    const serviceId = await given({ graceDays: 5, endDate: '2026-03-11' });
    await sweepRecurrences(systemCtx(later(7)));
    await begin(serviceId, later(8));
    await sweepServiceDates(systemCtx(later(10)));
    expect((await serviceNow(serviceId)).holds).toContain('ended');
    await end(serviceId, later(11));
    expect(await lastDayOf(serviceId)).toBe('2026-03-11');
    expect((await serviceNow(serviceId)).status).not.toBe('active');
  });

  it('is unchanged when it had already passed', async () => {
    const serviceId = await given();
    await sweepServiceDates(systemCtx(later(5)));
    await begin(serviceId, later(5));
    await end(serviceId, later(6));
    expect(await lastDayOf(serviceId)).toBe('2026-03-06');
    expect((await serviceNow(serviceId)).holds).toEqual(['ended']);
  });

  it('that staff set in the meantime moves only by later breaks', async () => {
    const serviceId = await given();
    await begin(serviceId, later(1));
    await changeService(staffCtx(later(7)), { serviceId, fields: { endDate: '2026-03-20' } });
    await end(serviceId, later(9));
    expect(await lastDayOf(serviceId)).toBe('2026-03-22');
    const closed = await given();
    await begin(closed, later(1));
    await changeService(staffCtx(later(7)), {
      serviceId: closed,
      fields: { endDate: '2026-03-08' },
    });
    await end(closed, later(9));
    expect(await lastDayOf(closed)).toBe('2026-03-08');
    expect((await serviceNow(closed)).holds).toEqual(['ended']);
  });

  it('is not listed as upcoming once it has passed, nor in a pause without an end', async () => {
    const serviceId = await given();
    await begin(serviceId, later(1));
    const ends = async (now: Date) =>
      (await listPlannedOfService(staffCtx(now), serviceId)).filter(({ kind }) => kind === 'ends');
    expect(await ends(later(3))).toHaveLength(what === 'paused' ? 0 : 1);
    expect(await ends(later(8))).toEqual([]);
  });
});

describe('the last day of a service', () => {
  it.each([
    ['the pause first', [resume, connect]],
    ['the connection first', [connect, resume]],
  ] as const)('moves once for time shared by two breaks: %s', async (_what, [first, second]) => {
    const serviceId = await given();
    await pause(serviceId, later(1));
    await disconnect(serviceId, later(3));
    await sweepDays(4, 6);
    await first(serviceId, later(6));
    await sweepDays(7, 9);
    await second(serviceId, later(9));
    expect(await lastDayOf(serviceId)).toBe('2026-03-14');
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('moves once when both breaks end at the same moment', async () => {
    for (let round = 0; round < 4; round += 1) {
      const serviceId = await given();
      await pause(serviceId, later(1));
      await disconnect(serviceId, later(3));
      const network = await givenMeans();
      await Promise.all([
        changeService(staffCtx(later(9)), { serviceId, network }),
        resume(serviceId, later(9)),
      ]);
      expect(await lastDayOf(serviceId)).toBe('2026-03-14');
    }
  });

  it('moves when the pause ends automatically', async () => {
    const serviceId = await given();
    await pauseService(staffCtx(later(1)), { serviceId, until: '2026-03-11' });
    await sweepDays(2, 8);
    await sweepServiceDates(systemCtx(new Date('2026-03-11T00:00:00Z')));
    expect(await lastDayOf(serviceId)).toBe('2026-03-14');
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('is unchanged by a stop by staff, which gives no time back', async () => {
    const serviceId = await given();
    const hold = { serviceId, hold: 'staff_stopped', reason: 'asked for' } as const;
    await stopService(staffCtx(later(1)), hold);
    await unstopService(staffCtx(later(3)), hold);
    expect(await lastDayOf(serviceId)).toBe('2026-03-06');
  });

  it('is unchanged where nothing was ever paid', async () => {
    const serviceId = await given({}, 0n);
    await disconnect(serviceId, later(1));
    await sweepServiceDates(systemCtx(later(5)));
    expect((await serviceNow(serviceId)).holds).toContain('ended');
    await connect(serviceId, later(6));
    expect(await lastDayOf(serviceId)).toBe('2026-03-06');
  });
});
