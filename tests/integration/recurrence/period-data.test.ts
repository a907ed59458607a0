import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { ItemTerms } from '@/lib/catalog/item-input';
import { newId } from '@/lib/kit/ids';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { grantAllocation } from '@/lib/usage/grant-allocation';
import {
  at,
  GIGABYTE,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

/** Source, GB and days from the start until expiry, in order of use. */
async function bucketsOf(serviceId: number) {
  const rows = await getSql()<{ source: string; gb: number; days: number }[]>`
    select source, (granted_bytes / 1000000000)::int as gb,
           (extract(epoch from expires_at - ${start.toISOString()}::timestamptz) / 86400)::float8 as days
    from allocations where service_id = ${serviceId} order by expires_at, id`;
  return rows.map(({ source, gb, days }) => [source, gb, days]);
}

async function givenWith(over: Parameters<typeof givenPlan>[0]): Promise<number> {
  const customerId = await givenCustomer({ balance: 5_000n });
  const { itemId } = await givenPlan(over);
  return givenService({ customerId, itemId });
}

const sweep = (days: number) => sweepRecurrences(systemCtx(at(start, { days })));

describe('the data of a period', () => {
  it('ends with it', async () => {
    const serviceId = await givenWith({});
    await sweep(7);
    expect(await bucketsOf(serviceId)).toEqual([
      ['period', 5, 7],
      ['period', 5, 14],
    ]);
  });

  it('stays for as many further periods as the plan rolls it over', async () => {
    const serviceId = await givenWith({ rolloverPeriods: 2 });
    await sweep(7);
    expect(await bucketsOf(serviceId)).toEqual([
      ['period', 5, 21],
      ['period', 5, 28],
    ]);
  });

  it('includes the bonus of every period, which is used first and never rolls over', async () => {
    const serviceId = await givenWith({ rolloverPeriods: 1, bonusDataBytes: 2n * GIGABYTE });
    await sweep(7);
    expect(await bucketsOf(serviceId)).toEqual([
      ['bonus', 2, 7],
      ['period', 5, 14],
      ['bonus', 2, 14],
      ['period', 5, 21],
    ]);
    const [row] = await getSql()<{ granted: string }[]>`
      select granted_bytes as granted from periods where service_id = ${serviceId} and index = 1`;
    expect(BigInt(row?.granted ?? 0)).toBe(7n * GIGABYTE);
  });

  it('is used bonus first where both end at once', async () => {
    const serviceId = await givenWith({ bonusDataBytes: GIGABYTE });
    await sweep(7);
    expect((await bucketsOf(serviceId)).map(([source]) => source)).toEqual([
      'bonus',
      'period',
      'bonus',
      'period',
    ]);
  });

  it('is multiplied by the quantity, bonus and all', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan({ bonusDataBytes: GIGABYTE });
    const serviceId = await givenService({ customerId, itemId, quantity: 3 });
    expect(await bucketsOf(serviceId)).toEqual([
      ['bonus', 3, 7],
      ['period', 15, 7],
    ]);
  });

  it('leaves a pack its own validity, beyond the period it was bought in', async () => {
    const serviceId = await givenWith({});
    const pack = { source: 'pack', orderId: newId(), serviceId, grantedBytes: GIGABYTE } as const;
    await inTransaction(systemCtx(), (ctx) =>
      grantAllocation(ctx, { ...pack, startsAt: start, expiresAt: at(start, { days: 30 }) }),
    );
    await sweep(7);
    expect(await bucketsOf(serviceId)).toEqual([
      ['period', 5, 7],
      ['period', 5, 14],
      ['pack', 1, 30],
    ]);
  });

  it('has no bonus where there is no limit', () => {
    const terms = { unitPriceMinor: 1n, recurrenceMode: 'none' } as const;
    const parsed = ItemTerms.safeParse({ ...terms, bonusDataBytes: GIGABYTE });
    expect(parsed.error?.issues[0]?.message).toBe('bonus_needs_limit');
  });
});
