import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  at,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator({ timeZone: 'Europe/Berlin' }));

const weekly = { intervalUnit: 'week', intervalCount: 1 } as const;
/** The discount begins on 12 March in Berlin, an hour before it does in UTC. */
const eve = new Date('2026-03-11T22:59:00Z');
const begun = new Date('2026-03-11T23:01:00Z');

/** A service of 5.00 a week that stopped for lack of credit, and a discount of 50% that begins on 12 March. */
async function givenStopped() {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ ...weekly, unitPriceMinor: 500n });
  const serviceId = await givenService({ customerId, itemId });
  await getSql()`
    insert into service_discounts (service_id, kind, percent_ppm, start_date)
    values (${serviceId}, 'percent', 500000, '2026-03-12')`;
  await sweepRecurrences(systemCtx(at(start, { days: 7, hours: 1 })));
  await givenCredit(customerId, 300n);
  expect((await serviceNow(serviceId)).status).toBe('stopped');
  await getSql()`delete from events`;
  return { customerId, serviceId };
}

const told = async (customerId: number) =>
  (
    await getSql()`select 1 from events where name = 'wallet/credited' and customer_id = ${customerId}`
  ).length;

describe('a discount that begins while a service waits for credit', () => {
  it('has the credit tried again on its first day in the operator’s zone, once', async () => {
    const { customerId, serviceId } = await givenStopped();
    await sweepServiceDates(systemCtx(eve));
    expect(await told(customerId)).toBe(0);
    await sweepServiceDates(systemCtx(begun));
    await sweepServiceDates(systemCtx(at(begun, { minutes: 1 })));
    expect(await told(customerId)).toBe(1);
    await putCreditToUse(systemCtx(at(begun, { minutes: 1 })), { customerId });
    expect((await serviceNow(serviceId)).status).toBe('active');
  });

  it('is noticed by a sweep that ran no more on that day', async () => {
    const { customerId } = await givenStopped();
    await sweepServiceDates(systemCtx(at(begun, { days: 1 })));
    expect(await told(customerId)).toBe(1);
  });

  it('says nothing of a service that runs or is archived', async () => {
    const running = await givenStopped();
    await getSql()`delete from service_holds where service_id = ${running.serviceId}`;
    const archived = await givenStopped();
    await getSql()`update services set archived_at = now() where id = ${archived.serviceId}`;
    await sweepServiceDates(systemCtx(begun));
    expect([await told(running.customerId), await told(archived.customerId)]).toEqual([0, 0]);
  });
});
