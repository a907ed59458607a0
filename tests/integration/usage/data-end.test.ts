import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { getDataLeft } from '@/lib/screens/shared/usage';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const dayOf = (days: number) => at(start, { days }).toISOString().slice(0, 10);

/** A week of data, of which the service sees three days, or all. */
async function given(endDate: string | null) {
  const customerId = await givenCustomer({ balance: 10_000n });
  const { itemId } = await givenPlan({ dataLimitBytes: 10_000_000_000n });
  const serviceId = await givenService({ customerId, itemId, endDate });
  const [{ expires_at: ownEnd } = {}] =
    await getSql()`select expires_at from allocations where service_id = ${serviceId}`;
  const shown = async () => {
    const data = await getDataLeft(subscriberCtx(customerId, soon), serviceId);
    expect(data.expiresAt).toEqual(data.buckets.at(-1)?.expiresAt);
    return data.expiresAt;
  };
  const ends = async () => {
    const { buckets } = await getDataLeft(subscriberCtx(customerId, soon), serviceId);
    return buckets.map(({ source, expiresAt }) => [source, expiresAt]);
  };
  return { serviceId, ownEnd: new Date(ownEnd), shown, ends };
}

describe('the end of data on the service’s page', () => {
  it('is its own where the service lasts longer', async () => {
    for (const endDate of [null, dayOf(30)]) {
      const { shown, ownEnd } = await given(endDate);
      expect(await shown()).toEqual(ownEnd);
    }
  });

  it('is the last day of a service that ends before', async () => {
    const { shown } = await given(dayOf(3));
    expect(await shown()).toEqual(new Date(`${dayOf(4)}T00:00:00Z`));
  });

  it('is the day before a planned archive, and its own again once staff move the end', async () => {
    const { serviceId, shown, ownEnd } = await given(dayOf(3));
    const longer = { kind: 'fields', fields: { endDate: dayOf(30) } } as const;
    await scheduleChange(staffCtx(soon), { serviceId, effectiveDate: dayOf(2), change: longer });
    expect(await shown()).toEqual(ownEnd);
    const archive = { kind: 'archive', reason: 'moves house' } as const;
    await scheduleChange(staffCtx(soon), { serviceId, effectiveDate: dayOf(5), change: archive });
    expect(await shown()).toEqual(new Date(`${dayOf(5)}T00:00:00Z`));
  });

  it('is the day of a planned change of plan that ends its period, except for a gift', async () => {
    const { serviceId, shown, ownEnd, ends } = await given(null);
    await getSql()`
      insert into allocations (service_id, customer_id, source, granted_bytes, starts_at, expires_at, created_at)
      select service_id, customer_id, 'staff', 1000, starts_at, expires_at, created_at
      from allocations where service_id = ${serviceId}`;
    const { itemId } = await givenPlan({ unitPriceMinor: 2_000n });
    const change = { kind: 'plan', itemId } as const;
    await scheduleChange(staffCtx(soon), { serviceId, effectiveDate: dayOf(3), change });
    expect(await ends()).toEqual([
      ['period', new Date(`${dayOf(3)}T00:00:00Z`)],
      ['staff', ownEnd],
    ]);
    expect(await shown()).toEqual(ownEnd);
  });
});
