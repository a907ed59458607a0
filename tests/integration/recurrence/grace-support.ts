import { expect } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { resumeServices } from '@/lib/recurrence/resume-services';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenPlan,
  givenService,
  periodsOf,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';

export const days = (count: number) => at(start, { days: count });
export const thirty = {
  intervalUnit: 'day',
  intervalCount: 30,
  graceDays: 10,
  unitPriceMinor: 3_000n,
} as const;

/** A service at 30.00 for 30 days with 10 days of grace, whose first period used up all the credit. */
export async function givenShort(over: Partial<ItemTerms> = {}) {
  const terms = { ...thirty, ...over };
  const customerId = await givenCustomer({ balance: terms.unitPriceMinor });
  const { itemId } = await givenPlan(terms);
  return { customerId, itemId, serviceId: await givenService({ customerId, itemId }) };
}

export async function sweep(now: Date): Promise<void> {
  while ((await sweepRecurrences(systemCtx(now))).more);
  await sweepSpecialPeriods(systemCtx(now));
}

export async function pay(customerId: number, amountMinor: bigint, now: Date): Promise<void> {
  await givenCredit(customerId, amountMinor, now);
  await resumeServices(systemCtx(now), { customerId });
}

export const lastOf = async (serviceId: number) => (await periodsOf(serviceId)).at(-1);

/** Half the price from one day to another, both included. */
export async function givenHalfPrice(
  serviceId: number,
  { from, until }: { from: number; until: number },
) {
  const [startDate, endDate] = [from, until].map((day) => days(day).toISOString().slice(0, 10));
  await getSql()`
    insert into service_discounts (service_id, kind, percent_ppm, start_date, end_date, text, stackable)
    values (${serviceId}, 'percent', 500000, ${startDate ?? ''}, ${endDate ?? ''}, 'half', false)`;
}

export async function expectSound(): Promise<void> {
  expect(await brokenLedgerRules()).toEqual([]);
  expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
}

export async function renewalOf(
  { customerId, serviceId }: { customerId: number; serviceId: number },
  now: Date,
) {
  return (await getPortalService(subscriberCtx(customerId, now), serviceId)).renewal;
}
