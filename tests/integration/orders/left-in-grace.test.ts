import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { acceptService } from '@/lib/lifecycle/accept-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { previewOrder } from '@/lib/orders/preview-order';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { holdRefused } from '@/lib/services/hold-refused';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { confirmAt } from './sheet';

beforeAll(() => givenOperator());

const days = (count: number) => at(start, { days: count });
const thirty = {
  intervalUnit: 'day',
  intervalCount: 30,
  graceDays: 10,
  unitPriceMinor: 3_000n,
} as const;

/** A service at 30.00 for 30 days, in the grace of its second period, with money for another plan. */
async function givenGrace() {
  const customerId = await givenCustomer({ balance: 3_000n });
  const { itemId } = await givenPlan(thirty);
  const serviceId = await givenService({ customerId, itemId, endDate: '2026-12-01' });
  await sweepRecurrences(systemCtx(days(30)));
  const leave = async (day: number) => {
    await givenCredit(customerId, 6_000n, days(day));
    const to = await givenPlan(thirty);
    const change = { serviceId, itemId: to.itemId, moment: 'now' } as const;
    const ctx = subscriberCtx(customerId, days(day));
    const preview = await previewOrder(ctx, {
      ...{ customerId, request: { kind: 'plan_change', ...change } },
    });
    await confirmAt(days(day), { customerId, preview });
    return preview.quote;
  };
  return { customerId, serviceId, leave };
}

async function lastDayOf(serviceId: number): Promise<string | undefined> {
  const [row] = await getSql()<{ day: string }[]>`
    select end_date::text as day from services where id = ${serviceId}`;
  return row?.day;
}

async function expectSound(): Promise<void> {
  expect(await brokenLedgerRules()).toEqual([]);
  expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
}

describe('a plan left in its grace', () => {
  it('is paid until its router refused it, and the line of the charge says so', async () => {
    const { customerId, serviceId, leave } = await givenGrace();
    await inTransaction(systemCtx(days(33)), (tctx) =>
      holdRefused(tctx, new Map([[serviceId, days(33)]])),
    );
    const quote = await leave(36);
    expect(quote.lines).toContainEqual({ kind: 'served', label: '', amountMinor: 300n });
    expect(await balanceOf(customerId)).toBe(2_700n);
    expect((await periodsOf(serviceId)).slice(1)).toMatchObject([
      { startsAt: days(30).toISOString(), endsAt: days(33).toISOString() },
      { startsAt: days(36).toISOString(), endsAt: days(66).toISOString() },
    ]);
    expect(quote.lastDay).toBe('2026-12-04');
    await inTransaction(systemCtx(days(38)), (tctx) => acceptService(tctx, serviceId));
    expect(await lastDayOf(serviceId)).toBe('2026-12-06');
    await expectSound();
  });

  it.each([
    ['one break', [[32, 34]], 2],
    [
      'several breaks',
      [
        [31, 32],
        [34, 36],
      ],
      3,
    ],
    ['nothing but a break', [[30, 37]], 7],
  ] as const)(
    'moves its last day by %s in that grace, as its sheet says',
    async (_what, breaks, moved) => {
      const { serviceId, leave } = await givenGrace();
      for (const [from, until] of breaks) {
        await pauseService(staffCtx(days(from)), { serviceId, until: null });
        await resumeService(staffCtx(days(until)), { serviceId });
      }
      const { lastDay } = await leave(37);
      expect(lastDay).toBe(`2026-12-0${1 + moved}`);
      expect(await lastDayOf(serviceId)).toBe(lastDay);
      await expectSound();
    },
  );
});
