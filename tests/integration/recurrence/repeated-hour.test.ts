import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { confirmOrder } from '../orders/support';

/** Clocks go back from 03:00 to 02:00 on 25 October 2026, and forward from 02:00 to 03:00 on 28 March 2027. */
const firstPass = new Date('2026-10-25T00:30:00Z');
const secondPass = new Date('2026-10-25T01:30:00Z');

beforeAll(() => givenOperator({ timeZone: 'Europe/Berlin' }));

async function buyAt(now: Date, over: Parameters<typeof givenPlan>[0] = {}) {
  const customerId = await givenCustomer({ balance: 10_000n });
  const { itemId } = await givenPlan({ unitPriceMinor: 1_000n, ...over });
  const request = { kind: 'new_service', itemId } as const;
  const { preview } = await confirmOrder(subscriberCtx(customerId, now), customerId, request);
  const [row] = await getSql()<{ id: string }[]>`
    select id from services where customer_id = ${customerId}`;
  return { customerId, serviceId: Number(row?.id), preview };
}

const iso = (at: string) => new Date(at).toISOString();

async function spansOf(serviceId: number) {
  const rows = await getSql()<{ starts_at: string; ends_at: string }[]>`
    select starts_at, ends_at from periods where service_id = ${serviceId} order by index`;
  return rows.map((row) => [row.starts_at, row.ends_at].map(iso));
}

describe('a plan bought at 02:30 on the day the clocks go back', () => {
  it.each([
    ['first', firstPass],
    ['second', secondPass],
  ])('starts at the moment of purchase in the %s pass, and renews at 02:30', async (_pass, now) => {
    const { customerId, serviceId, preview } = await buyAt(now, {
      ...{ intervalUnit: 'day', intervalCount: 1, dataLimitBytes: 1_000n },
    });
    const nextDay = '2026-10-26T01:30:00.000Z';
    expect(preview.quote.startsAt).toEqual(now);
    expect(await spansOf(serviceId)).toEqual([[now.toISOString(), nextDay]]);
    const [data] = await getSql()<{ starts_at: string }[]>`
      select starts_at from allocations where service_id = ${serviceId}`;
    expect(data && iso(data.starts_at)).toBe(now.toISOString());
    await sweepRecurrences(systemCtx(new Date(nextDay)));
    expect((await spansOf(serviceId))[1]).toEqual([nextDay, '2026-10-27T01:30:00.000Z']);
    expect(await balanceOf(customerId)).toBe(8_000n);
    expect(await brokenInvariants({ sql: getSql(), customerIds: [customerId] })).toEqual([]);
  });

  it('is not charged a second time before its next period, however often the sweep runs in between', async () => {
    const { customerId, serviceId } = await buyAt(firstPass);
    for (const minutes of [1, 59, 60, 61])
      await sweepRecurrences(systemCtx(new Date(firstPass.getTime() + minutes * 60_000)));
    expect(await periodsOf(serviceId)).toHaveLength(1);
    expect((await serviceNow(serviceId)).holds).not.toContain('no_credit');
    expect(await balanceOf(customerId)).toBe(9_000n);
  });
});

describe('a renewal at 02:30 on the day the clocks go forward', () => {
  it('starts at 03:30, and the next one at 02:30 again', async () => {
    const { serviceId } = await buyAt(new Date('2027-03-27T01:30:00Z'), {
      ...{ intervalUnit: 'day', intervalCount: 1 },
    });
    const skipped = '2027-03-28T01:30:00.000Z';
    const after = '2027-03-29T00:30:00.000Z';
    await sweepRecurrences(systemCtx(new Date(skipped)));
    await sweepRecurrences(systemCtx(new Date(after)));
    expect((await spansOf(serviceId)).map(([startsAt]) => startsAt)).toEqual([
      ...['2027-03-27T01:30:00.000Z', skipped, after],
    ]);
  });
});
