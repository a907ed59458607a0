import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { connectWaiting } from '@/lib/lifecycle/connect-waiting';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { programOf } from '@/tests/support/program';
import {
  givenConfirmed,
  givenRouter,
  later,
  networkOn,
  setRouter,
  sweepDates,
} from './router-off-world';

const CUSTOMERS = 8;

beforeAll(() => givenOperator());

/** Customers with a service that ran out of credit on a router that has since gone out of service. */
async function givenShortOn(routerId: number) {
  const { itemId } = await givenPlan();
  const made = [];
  for (let count = 0; count < CUSTOMERS; count += 1) {
    const customerId = await givenCustomer({ balance: 500n });
    const network = await networkOn(routerId);
    made.push({ customerId, serviceId: await givenService({ customerId, itemId, network }) });
  }
  while ((await sweepRecurrences(systemCtx(later(7)))).more);
  for (const { serviceId } of made) await givenConfirmed(serviceId, routerId, 'garden');
  await setRouter(routerId, { isOff: true }, later(8));
  return made;
}

async function payerProcess(customerIds: readonly number[]): Promise<ChildProcess> {
  const args = ['250', later(9).toISOString(), ...customerIds.map(String)];
  const child = spawn(process.execPath, [programOf('tests/support/pay-when-told.ts'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: process.env,
  });
  await once(child.stdout, 'data');
  return child;
}

it('customers who pay through two processes while their router comes back are each charged once and are on', async () => {
  const routerId = await givenRouter();
  const made = await givenShortOn(routerId);
  // They wait to be connected: half of them with the full price, half with part of it.
  for (const [index, { customerId }] of made.entries()) {
    await givenCredit(customerId, index % 2 === 0 ? 250n : 500n, later(9));
    await putCreditToUse(systemCtx(later(9)), { customerId });
    expect(await balanceOf(customerId)).toBe(index % 2 === 0 ? 250n : 500n);
  }
  const child = await payerProcess(made.map(({ customerId }) => customerId));
  const ended = once(child, 'exit');
  child.stdin?.write('go\n');
  await setRouter(routerId, { isOff: false }, later(9));
  await Promise.all([
    connectWaiting(systemCtx(later(9)), { routerId }),
    sweepDates(later(9)),
    ...made.map(({ customerId }) => putCreditToUse(systemCtx(later(9)), { customerId })),
  ]);
  expect(await ended).toEqual([0, null]);
  await sweepDates(later(9));
  for (const [index, { customerId, serviceId }] of made.entries()) {
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(index % 2 === 0 ? 0n : 250n);
    const paid = (await periodsOf(serviceId)).filter(({ outcome }) => outcome === 'allocated');
    expect(paid).toHaveLength(2);
    expect(paid.at(-1)).toMatchObject({
      startsAt: later(9).toISOString(),
      endsAt: later(16).toISOString(),
    });
  }
  expect(await brokenLedgerRules()).toEqual([]);
  expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
});
