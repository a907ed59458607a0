import { beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '@/db/transaction';
import { DomainError } from '@/lib/kit/errors';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { setHolds } from '@/lib/services/set-holds';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

describe('making a customer inactive and active again', () => {
  it('stops every service and returns each to the status its other holds give', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const [healthy, capped, paused] = [
      await givenService({ customerId, itemId }),
      await givenService({ customerId, itemId }),
      await givenService({ customerId, itemId }),
    ];
    await inTransaction(systemCtx(), async (ctx) => {
      await setHolds(ctx, { serviceIds: [capped], reason: 'data_cap' });
      await setHolds(ctx, { serviceIds: [paused], reason: 'paused' });
    });
    const statuses = async () =>
      Promise.all([healthy, capped, paused].map(async (id) => (await serviceNow(id)).status));

    await changeCustomerStatus(staffCtx(at(start, { days: 1 })), {
      customerId,
      status: 'inactive',
    });
    expect(await statuses()).toEqual(['stopped', 'stopped', 'stopped']);
    await changeCustomerStatus(staffCtx(at(start, { days: 2 })), { customerId, status: 'active' });
    expect(await statuses()).toEqual(['active', 'disabled', 'stopped']);
  });

  it('charges nothing while inactive and starts a new period on the day of activation', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    await changeCustomerStatus(staffCtx(at(start, { days: 5 })), {
      customerId,
      status: 'inactive',
    });
    await sweepRecurrences(systemCtx(at(start, { days: 7 })));
    expect(await balanceOf(customerId)).toBe(4_500n);
    await changeCustomerStatus(staffCtx(at(start, { days: 9 })), { customerId, status: 'active' });
    expect((await periodsOf(serviceId)).at(-1)?.startsAt).toBe(
      at(start, { days: 9 }).toISOString(),
    );
    expect(await balanceOf(customerId)).toBe(4_000n);
  });

  it('holds a one-off recurrence too', async () => {
    const customerId = await givenCustomer();
    const { itemId } = await givenPlan({ recurrenceMode: 'one_off' });
    const serviceId = await givenService({ customerId, itemId });
    await changeCustomerStatus(staffCtx(at(start, { days: 5 })), {
      customerId,
      status: 'inactive',
    });
    await sweepRecurrences(systemCtx(at(start, { days: 8 })));
    expect((await periodsOf(serviceId)).length).toBe(1);
  });

  it('restores a service whose period is still paid without charging again', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    await changeCustomerStatus(staffCtx(at(start, { days: 1 })), { customerId, status: 'blocked' });
    await changeCustomerStatus(staffCtx(at(start, { days: 2 })), { customerId, status: 'active' });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('refuses a service for a customer that is not active', async () => {
    const customerId = await givenCustomer({ balance: 500n });
    await changeCustomerStatus(staffCtx(), { customerId, status: 'inactive' });
    const { itemId } = await givenPlan();
    await expect(givenService({ customerId, itemId })).rejects.toMatchObject({
      key: 'customer_not_active',
    });
  });

  it('is refused to a subscriber and to staff without the right', async () => {
    const customerId = await givenCustomer();
    for (const ctx of [subscriberCtx(customerId), staffCtx(start, 'auditor')]) {
      await expect(
        changeCustomerStatus(ctx, { customerId, status: 'inactive' }),
      ).rejects.toBeInstanceOf(DomainError);
    }
  });
});

describe('a service waiting for another', () => {
  it('is released and charged in the transaction that activates the first', async () => {
    const customerId = await givenCustomer({ balance: 300n });
    const { itemId } = await givenPlan();
    const first = await givenService({ customerId, itemId });
    const second = await givenService({ customerId, itemId, waitsForServiceId: first });
    expect((await serviceNow(first)).holds).toEqual(['unpaid']);
    expect((await serviceNow(second)).holds).toEqual(['unpaid', 'waiting']);
    await givenCredit(customerId, 700n);
    const { resumeServices } = await import('@/lib/recurrence/resume-services');
    await resumeServices(systemCtx(at(start, { hours: 1 })), { customerId });
    expect((await serviceNow(first)).status).toBe('active');
    expect((await serviceNow(second)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
  });
});
