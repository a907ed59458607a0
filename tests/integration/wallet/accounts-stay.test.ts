import { describe, expect, it } from 'vitest';
import { asOwner } from '@/tests/support/as-owner';
import { givenCredit, givenCustomer, givenOperator } from '@/tests/support/fixtures';

type State = { code?: string };
const stateOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error as State).code,
  );

describe('the accounts of the ledger', () => {
  it('exist for both sides of every transfer, whoever writes it', async () => {
    await givenOperator();
    const customerId = await givenCustomer({ balance: 100n });
    const wrong = (debit: string, credit: string) =>
      asOwner((sql) =>
        sql.unsafe(`
          insert into transfers (cause_key, debit_account_id, credit_account_id, amount_minor, kind, customer_account_id,
                                 balance_after_minor, customer_id, at, actor)
          select 'wrong', ${debit}, ${credit}, 1, 'manual_debit', id, 99, customer_id, now(), 'test'
          from accounts where customer_id = ${customerId} and kind = 'wallet'`),
      );
    expect(await stateOf(wrong('id', '987654321'))).toBe('23503');
    expect(await stateOf(wrong('987654321', 'id'))).toBe('23503');
  });

  it('are never deleted, so that no transfer loses one', async () => {
    const customerId = await givenCustomer();
    await givenCredit(customerId, 100n);
    const gone = asOwner((sql) => sql`delete from accounts where customer_id = ${customerId}`);
    expect(await stateOf(gone)).toBe('23001');
  });
});
