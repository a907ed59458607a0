import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { periodStart } from '@/lib/kit/time';
import { type IntervalUnit, intervalUnits } from '@/lib/kit/words';
import { decidePeriod, duePeriods, type Recurrence, spendingOrder } from '@/lib/recurrence/rules';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

const zones = [
  'UTC',
  'Europe/London',
  'America/New_York',
  'Pacific/Apia',
  'Australia/Lord_Howe',
] as const;
const minuteOfYears = fc.integer({ min: 0, max: 3 * 366 * 24 * 60 });

describe('the sweep’s SQL', () => {
  it('starts every period at the instant the rule says, across month ends and clock changes', async () => {
    const sql = getSql();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.constantFrom<IntervalUnit>(...intervalUnits),
        fc.record({
          minutes: minuteOfYears,
          count: fc.integer({ min: 1, max: 13 }),
          index: fc.integer({ min: 0, max: 40 }),
        }),
        async (zone, unit, { minutes, count, index }) => {
          const local = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000)
            .toISOString()
            .slice(0, 19);
          const [row] = await sql<{ at: string }[]>`
            select period_start(${local}::timestamp, ${zone}, ${count}, ${unit}, ${index}) as at`;
          expect(new Date(row?.at ?? 0)).toEqual(
            periodStart({ local, zone, interval: { count, unit } }, index),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      '31 January',
      '2027-01-31T10:00:00',
      'UTC',
      'month',
      ['2027-02-28T10:00:00.000Z', '2027-03-31T10:00:00.000Z', '2027-04-30T10:00:00.000Z'],
    ],
    [
      '29 February',
      '2028-02-29T10:00:00',
      'UTC',
      'month',
      ['2028-03-29T10:00:00.000Z', '2028-04-29T10:00:00.000Z', '2028-05-29T10:00:00.000Z'],
    ],
    [
      'the spring clock change',
      '2027-03-27T01:30:00',
      'Europe/London',
      'day',
      ['2027-03-28T01:30:00.000Z', '2027-03-29T00:30:00.000Z', '2027-03-30T00:30:00.000Z'],
    ],
    [
      'the autumn clock change',
      '2027-10-30T01:30:00',
      'Europe/London',
      'day',
      ['2027-10-31T01:30:00.000Z', '2027-11-01T01:30:00.000Z', '2027-11-02T01:30:00.000Z'],
    ],
  ] as const)('does not drift from an anchor on %s', async (_name, local, zone, unit, expected) => {
    const sql = getSql();
    const rows = await sql<{ at: string }[]>`
      select period_start(${local}::timestamp, ${zone}, 1, ${unit}, i) as at from generate_series(1, 3) i order by i`;
    const anchor = { local, zone, interval: { count: 1, unit } };
    expect(rows.map((row) => new Date(row.at).toISOString())).toEqual(expected);
    expect([1, 2, 3].map((index) => periodStart(anchor, index).toISOString())).toEqual(expected);
  });

  it('decides like the rule applied strictly one after another, for any mix of services, credit and lateness', async () => {
    const services = fc.array(
      fc.record({
        price: fc.integer({ min: 0, max: 9 }),
        priority: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        services,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 7, max: 30 }),
        async (list, credit, days) => {
          const first = list.reduce((sum, one) => sum + one.price, 0);
          const customerId = await givenCustomer({ balance: BigInt((first + credit) * 100) || 1n });
          const opening = (await balanceOf(customerId)) - BigInt(first * 100);
          const made: { serviceId: number; priority: number; priceMinor: bigint }[] = [];
          for (const { price, priority } of list) {
            const { itemId } = await givenPlan({ unitPriceMinor: BigInt(price * 100) });
            const serviceId = await givenService({ customerId, itemId, priority });
            made.push({ serviceId, priority, priceMinor: BigInt(price * 100) });
          }
          const now = at(start, { days });
          const expected = expectedOutcomes(made, { opening, now });
          await sweepRecurrences(systemCtx(now), { size: 1 + (days % 3) });
          for (const { serviceId } of made) {
            expect((await periodsOf(serviceId)).map((period) => period.outcome)).toEqual(
              expected.outcomes.get(serviceId),
            );
          }
          expect(await balanceOf(customerId)).toBe(expected.balance);
        },
      ),
      { numRuns: 20 },
    );
    expect(await brokenLedgerRules()).toEqual([]);
  });
});

function expectedOutcomes(
  services: { serviceId: number; priority: number; priceMinor: bigint }[],
  { opening, now }: { opening: bigint; now: Date },
) {
  const recurrence: Recurrence = {
    mode: 'credit_based',
    anchorLocal: start.toISOString().slice(0, 19),
    zone: 'UTC',
    intervalCount: 1,
    intervalUnit: 'week',
    anchorIndex: 0,
    nextIndex: 1,
  };
  const due = duePeriods(recurrence, now);
  const outcomes = new Map<number, string[]>();
  let balance = opening;
  const inOrder = services
    .map((one) => ({ ...one, dueAt: at(start, { days: 7 }) }))
    .sort(spendingOrder);
  for (const { serviceId, priceMinor } of inOrder) {
    const decision = decidePeriod(
      { mode: 'credit_based', priceMinor },
      { balanceMinor: balance, floorMinor: 0n, underFloorMinor: 0n },
    );
    if (decision.kind === 'allocate') balance = decision.balanceAfterMinor;
    const missed = (due?.missed ?? []).map(() => 'missed');
    outcomes.set(serviceId, [
      'allocated',
      ...missed,
      decision.kind === 'allocate' ? 'allocated' : 'withheld',
    ]);
  }
  return { outcomes, balance };
}
