import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { recordSweep } from '@/lib/recurrence/record-sweep';
import { pruneSweepRuns } from '@/lib/recurrence/record-sweep-run';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { listServicePeriods } from '@/lib/screens/admin/service-history';
import { getSweepDay, listSweeps } from '@/lib/screens/admin/sweeps';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());
beforeEach(async () => {
  await getSql()`delete from sweep_runs`;
});

const sweep = recordSweep('due', (ctx) => sweepRecurrences(ctx, { size: 1 }));
const nothing = { decided: 0, allocated: 0, withheld: 0, inGrace: 0, missed: 0, parked: 0 };

async function givenRichAndPoor(): Promise<{ rich: number; poor: number }> {
  const { itemId } = await givenPlan();
  const withBalance = async (balance: bigint) =>
    givenService({ customerId: await givenCustomer({ balance }), itemId });
  return { rich: await withBalance(1_000n), poor: await withBalance(900n) };
}

describe('a sweep, as staff see it', () => {
  it('is one line a minute with what all of its chunks decided', async () => {
    await givenRichAndPoor();
    const now = at(start, { days: 7 });
    while ((await sweep(systemCtx(now))).more);
    await sweep(systemCtx(at(now, { minutes: 1 })));
    expect((await listSweeps(staffCtx())).rows).toEqual([
      {
        ...{ minute: now, chunks: 2, decided: 2, allocated: 1, withheld: 1, missed: 0, parked: 0 },
        ...{ inGrace: 0, failed: 0, fault: null, durationMs: expect.any(Number) },
      },
    ]);
    expect(await getSweepDay(staffCtx(at(now, { hours: 23 })))).toMatchObject({ decided: 2 });
    expect(await getSweepDay(staffCtx(at(now, { hours: 25 })))).toMatchObject({ decided: 0 });
  });

  it('counts those whose grace began as neither charged nor withheld', async () => {
    const { itemId } = await givenPlan({ graceDays: 2 });
    await givenService({ customerId: await givenCustomer({ balance: 900n }), itemId });
    await sweep(systemCtx(at(start, { days: 7 })));
    expect((await listSweeps(staffCtx())).rows).toMatchObject([
      { decided: 1, allocated: 0, withheld: 0, inGrace: 1 },
    ]);
  });

  it('is recorded with its own work: a rolled-back chunk leaves no line', async () => {
    await givenRichAndPoor();
    const undone = new Error('undone');
    const work = inTransaction(systemCtx(at(start, { days: 7 })), async (tctx) => {
      expect((await sweepRecurrences(tctx)).decided).toBe(2);
      throw undone;
    });
    await expect(work).rejects.toBe(undone);
    expect((await listSweeps(staffCtx())).rows).toEqual([]);
  });

  it('is recorded as failed with its error, and still fails for its caller', async () => {
    const failing = recordSweep('special', () =>
      Promise.reject(Object.assign(new Error('secret'), { code: '57014' })),
    );
    await expect(failing(systemCtx())).rejects.toThrow('secret');
    const { rows } = await listSweeps(staffCtx(), { with: ['failed'] });
    expect(rows).toMatchObject([{ failed: 1, fault: '57014', decided: 0 }]);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it('is found page by page in both directions, also among those with something withheld', async () => {
    const minutes = Array.from({ length: 60 }, (_, index) => at(start, { minutes: index }));
    for (const minute of minutes) {
      const isOdd = minute.getUTCMinutes() % 2 === 1;
      const tally = { ...nothing, decided: 1, withheld: isOdd ? 1 : 0, more: false };
      await recordSweep('due', async () => tally)(systemCtx(minute));
    }
    const first = await listSweeps(staffCtx());
    const second = await listSweeps(staffCtx(), { after: first.next });
    const times = [...first.rows, ...second.rows].map(({ minute }) => minute);
    expect(times).toEqual([...minutes].reverse());
    expect(second.next).toBeUndefined();
    expect(await listSweeps(staffCtx(), { before: second.previous })).toEqual(first);
    expect((await listSweeps(staffCtx(), { with: ['withheld'] })).rows).toHaveLength(30);
    expect((await listSweeps(staffCtx(), { after: 'x', with: ['y'] })).rows).toHaveLength(50);
  });

  it('is forgotten after 90 days', async () => {
    await recordSweep('due', async () => ({ ...nothing, decided: 1, more: false }))(systemCtx());
    await pruneSweepRuns(systemCtx(at(start, { days: 89 })));
    expect((await listSweeps(staffCtx())).rows).toHaveLength(1);
    await pruneSweepRuns(systemCtx(at(start, { days: 91 })));
    expect((await listSweeps(staffCtx())).rows).toEqual([]);
  });
});

describe('the periods of a service', () => {
  it('each show their outcome, and the credit only to staff who may see wallets', async () => {
    const { poor } = await givenRichAndPoor();
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    const { rows } = await listServicePeriods(staffCtx(), { serviceId: poor });
    expect(rows).toMatchObject([
      { index: 1, outcome: 'withheld', reason: 'insufficient_credit', balanceSeenMinor: 400n },
      { index: 0, outcome: 'allocated', priceMinor: 500n, balanceSeenMinor: 900n },
    ]);
    const technician = {
      ...staffCtx(),
      actor: { ...staffCtx().actor, role: 'technician' },
    } as never;
    const seen = await listServicePeriods(technician, { serviceId: poor, before: 1 });
    expect(seen.rows).toMatchObject([{ index: 0, isFromCredit: true, balanceSeenMinor: null }]);
  });
});
