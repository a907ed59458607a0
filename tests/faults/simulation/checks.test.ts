import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { addSeconds } from '@/lib/kit/time';
import { applyStripeEvent } from '@/lib/payments/apply-stripe-event';
import { startTopUp } from '@/lib/payments/start-top-up';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { type Bank, listWrongLosses, openBank, sweepPayments } from '@/tests/simulation/bank';
import { Random } from '@/tests/simulation/random';
import { listCouldPay, listNotAsShown, readShownRenewals } from '@/tests/simulation/shown';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

const due = at(start, { days: 7 });
let bank: Bank;
let itemId: number;

beforeAll(async () => {
  await givenOperator();
  ({ itemId } = await givenPlan());
  bank = await openBank(1, start);
});
afterAll(() => bank.close());

/** Renews the service of a new customer, after something changed the stored price behind the product's back. */
async function renewed(change: (serviceId: number) => Promise<unknown>): Promise<string[]> {
  const customerId = await givenCustomer({ balance: 5_000n });
  const serviceId = await givenService({ customerId, itemId });
  const shown = await readShownRenewals(due);
  await change(serviceId);
  await sweepRecurrences(systemCtx(due));
  return (await listNotAsShown(due, shown)).filter((fault) => fault.includes(`${serviceId} `));
}

/** A service that the customer cannot pay for yet. */
async function givenShort() {
  const customerId = await givenCustomer({ balance: 100n });
  const serviceId = await givenService({ customerId, itemId });
  const found = async () =>
    (await listCouldPay(start)).filter((fault) => fault.includes(`service ${serviceId} `));
  return { customerId, found };
}

async function givenPaidByCard(): Promise<string> {
  const customerId = await givenCustomer();
  const { topUpId } = await startTopUp(subscriberCtx(customerId, start), {
    ...{ topUpId: new Random('checks').uuid(), customerId, amountMinor: 2_000n },
  });
  const read = async () => {
    const [row] = await getSql()<{ session: string; charge: string }[]>`
      select checkout_session_id as session, charge_id as charge from top_ups where id = ${topUpId}`;
    return row ?? { session: '', charge: '' };
  };
  const { session: sessionId } = await read();
  bank.stripe.pay(sessionId);
  await applyStripeEvent(systemCtx(start), {
    id: 'evt_checks',
    subject: { kind: 'checkout', sessionId },
  });
  return (await read()).charge;
}

describe('the checks of a simulation', () => {
  it('accept a renewal at the price that was shown, and notice any other', async () => {
    expect(await renewed(() => Promise.resolve())).toEqual([]);
    const dearer = (serviceId: number) =>
      getSql()`update schedule set price_minor = price_minor + 1 where service_id = ${serviceId}`;
    expect(await renewed(dearer)).toEqual([
      expect.stringContaining('showed 500 and renewed for 501'),
    ]);
  });

  it('accept a service that waits for credit, and notice one that the wallet covers', async () => {
    const { customerId, found } = await givenShort();
    expect(await found()).toEqual([]);
    await getSql()`
      update accounts set balance_minor = 500 where customer_id = ${customerId} and kind = 'wallet'`;
    expect(await found()).toEqual([expect.stringContaining('waits for 500, and there is 500')]);
  });

  it('notice a payment of which more went back than the wallet lost, until the product knows', async () => {
    const charge = await givenPaidByCard();
    expect(await listWrongLosses(bank)).toEqual([]);
    bank.stripe.dispute(charge);
    expect(await listWrongLosses(bank)).toEqual([
      expect.stringContaining('of 2000 lost 0, and 2000 went back'),
    ]);
    await sweepPayments(systemCtx(addSeconds(start, 60)));
    expect(await listWrongLosses(bank)).toEqual([]);
  });
});
