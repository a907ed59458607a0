import { beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '@/lib/screens/admin/audit';
import { listCustomerAudit } from '@/lib/screens/admin/customer';
import { givenCustomer, givenOperator, staffCtx, start } from '@/tests/support/fixtures';

beforeAll(async () => {
  await givenOperator();
});

describe('the history of one customer', () => {
  it('is readable by support, who may not read the whole log', async () => {
    const customerId = await givenCustomer();
    const support = staffCtx(start, 'support');
    const { rows } = await listCustomerAudit(support, { customerId });
    expect(rows.map(({ action }) => action)).toEqual(['customer.create']);
    await expect(listAudit(support, { timeZone: 'UTC' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('is closed to technicians, who may not see the amounts in it', async () => {
    const customerId = await givenCustomer();
    const actor = { kind: 'staff', userId: 1, role: 'technician', sessionId: 'test' } as const;
    await expect(listCustomerAudit({ actor, now: start }, { customerId })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
