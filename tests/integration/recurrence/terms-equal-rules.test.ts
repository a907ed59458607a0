import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { taxModes } from '@/lib/kit/words';
import { refreshSchedule } from '@/lib/recurrence/refresh-schedule';
import { scheduleNextVersion } from '@/lib/recurrence/replace-period';
import { Random } from '@/tests/simulation/random';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { sweepAt } from '../planned/support';

const zones = ['UTC', 'Europe/London', 'America/New_York', 'Pacific/Apia'];
const random = new Random('schedule terms');

function any<T>(list: readonly T[]): T {
  const one = random.pick(list);
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

function anyDiscount() {
  const days = [
    { startDate: '2026-03-01', endDate: null },
    { startDate: '2026-03-01', endDate: '2026-03-05' },
    { startDate: '2026-03-09', endDate: '2026-03-21' },
  ];
  return {
    ...(random.chance(0.5)
      ? { kind: 'percent' as const, percentPpm: random.int(1, 1_000_000) }
      : { kind: 'fixed' as const, amountMinor: BigInt(random.int(1, 900)) }),
    ...any(days),
    stackable: random.chance(0.5),
  };
}

function anyTerms() {
  const isLimited = random.chance(0.5);
  return {
    unitPriceMinor: BigInt(random.int(0, 5_000)),
    taxRatePpm: any([0, 5_000, 88_750, 190_000, 333_333]),
    intervalCount: random.int(1, 3),
    intervalUnit: any(['day', 'week', 'month'] as const),
    recurrenceMode: any(['credit_based', 'one_off'] as const),
    dataLimitBytes: isLimited ? BigInt(random.int(1, 900)) : null,
    bonusDataBytes: isLimited && random.chance(0.5) ? BigInt(random.int(1, 90)) : null,
    rolloverPeriods: isLimited ? random.int(0, 2) : 0,
    graceDays: random.int(0, 3),
    refundsUnused: random.chance(0.5),
  };
}

/** A running service with everything that decides its price, and perhaps with other terms for its next period. */
async function givenAny() {
  const { itemId } = await givenPlan(anyTerms());
  const customerId = await givenCustomer({ balance: BigInt(random.int(1, 20)) * 10_000n });
  const serviceId = await givenService({
    ...{ customerId, itemId, quantity: random.int(1, 7), priority: random.int(1, 200) },
    customPriceMinor: random.chance(0.5) ? BigInt(random.int(0, 3_000)) : null,
    discounts: Array.from({ length: random.int(0, 4) }, anyDiscount),
  });
  if (random.chance(0.3)) {
    const { versionId: itemVersionId } = await givenPlan(anyTerms());
    const feeMinor = BigInt(random.int(0, 500));
    await inTransaction(systemCtx(), (ctx) =>
      scheduleNextVersion(ctx, { serviceId, itemVersionId, feeMinor }),
    );
  }
  return serviceId;
}

async function staleNow(): Promise<number[]> {
  const rows = await getSql()<{ id: number }[]>`
    select t.service_id::int as id from settings, stale_schedules(tax_mode, time_zone) t order by 1`;
  return rows.map(({ id }) => id);
}

async function scheduled(serviceIds: readonly number[]) {
  return getSql()`select * from schedule where service_id in ${getSql()(serviceIds)} order by service_id`;
}

beforeEach(async () => {
  await getSql()`delete from schedule`;
  await givenOperator({ taxMode: any(taxModes), timeZone: any(zones) });
});

describe('what a schedule has to hold, by SQL for all services', () => {
  it('is what the rules wrote for each, also under another tax mode and zone', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 15; count += 1) ids.push(await givenAny());
    expect(await staleNow()).toEqual([]);
    for (const taxMode of taxModes) {
      for (const timeZone of zones) {
        await givenOperator({ taxMode, timeZone });
        for (const id of await staleNow())
          await inTransaction(systemCtx(), (ctx) => refreshSchedule(ctx, id));
        expect(await staleNow()).toEqual([]);
        const written = await scheduled(ids);
        for (const id of ids) await inTransaction(systemCtx(), (ctx) => refreshSchedule(ctx, id));
        expect(await scheduled(ids)).toEqual(written);
      }
    }
  });

  it('stays what the sweeps write, through months of renewals, discounts and graces', async () => {
    for (let count = 0; count < 12; count += 1) await givenAny();
    for (let days = 1; days <= 70; days += 1) {
      await sweepAt(at(start, { days, hours: 1 }));
      expect({ days, stale: await staleNow() }).toEqual({ days, stale: [] });
    }
  });
});
