import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { inRehearsal } from '@/db/rehearsal';
import { getForecast, listMeasures } from '@/lib/calendar/forecast/get-forecast';
import { playDays } from '@/lib/calendar/forecast/play-days';
import { forecastWorld } from '@/lib/calendar/forecast/world';
import { stopService } from '@/lib/lifecycle/stop-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { printDatabase } from '@/tests/support/security/database-print';

const days = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];
const now = at(start, { hours: 1 });
const turn = (seconds: number) => ({ queue: 'test', seconds });
const world = forecastWorld({ now, siteId: null });

beforeAll(() => givenOperator());

async function givenDaily(): Promise<{ customerId: number; serviceId: number }> {
  const customerId = await givenCustomer({ balance: 250n });
  const { itemId } = await givenPlan({ unitPriceMinor: 100n, intervalUnit: 'day' });
  return { customerId, serviceId: await givenService({ customerId, itemId }) };
}

describe('a rehearsal', () => {
  it('leaves every row of the database as it was', async () => {
    await givenDaily();
    const before = await printDatabase();
    const told = await getForecast(staffCtx(now), { days: 30 });
    expect(told).toMatchObject({ totals: { renewed: { count: 1 }, withheld: { count: 1 } } });
    expect(await printDatabase()).toEqual(before);
  });

  it('blocks nothing: while it is open, the same service is paid for, renewed and stopped', async () => {
    const { customerId, serviceId } = await givenDaily();
    await inRehearsal(
      world,
      async (step) => {
        const ctx = systemCtx(now);
        await playDays({ ctx, step, days, zone: 'UTC' });
        await step(async (tx) => {
          const read = { from: now, zone: 'UTC', siteId: null };
          const played = await listMeasures({ tx }, read);
          expect(played.some(({ measure }) => measure === 'withheld')).toBe(true);
          await sweepRecurrences({ ...systemCtx(at(start, { days: 2 })), tx });

          await givenCredit(customerId, 500n, now);
          await sweepRecurrences(systemCtx(at(start, { days: 1 })));
          await stopService(staffCtx(now), { serviceId, hold: 'staff_stopped', reason: 'asked' });
        });
      },
      turn(10),
    );
    expect((await periodsOf(serviceId)).map(({ outcome }) => outcome)).toEqual([
      'allocated',
      'allocated',
    ]);
    expect(await balanceOf(customerId)).toBe(550n);
  });

  it.each([
    ['writing', sql`update sites set name = 'x'`],
    ['locking', sql`select 1 from sites for update`],
    ['calling anybody', sql`insert into notifications select * from notifications`],
  ])('is refused %s outside its copies by the database itself', async (_act, statement) => {
    await givenDaily();
    const attempt = inRehearsal(world, (step) => step((tx) => tx.execute(statement)), turn(10));
    await expect(attempt).rejects.toMatchObject({
      cause: { code: '25006' },
    });
  });

  it('runs one at a time, and reports when the wait is too long', async () => {
    const second = await inRehearsal(
      [],
      () => inRehearsal([], async () => 'ran', turn(1)),
      turn(10),
    );
    expect(second).toBe('busy');
    expect(await inRehearsal([], async () => 'ran', turn(1))).toBe('ran');
  });
});

describe('a forecast', () => {
  it('ends with the last complete day when its time is up', async () => {
    const told = await getForecast(staffCtx(now), { days: 30, signal: AbortSignal.abort() });
    expect(told).toMatchObject({ days: [], isComplete: false });
  });

  it('is for staff who may see payments', async () => {
    await expect(
      getForecast({ ...staffCtx(now), actor: { kind: 'system', job: 'x' } }, { days: 1 }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});
