import { beforeAll, describe, expect, it } from 'vitest';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { listStatusesOnceConnected } from '@/lib/recurrence/lookups/once-connected';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import {
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import {
  givenCapped,
  givenRouter,
  givenRunning,
  later,
  networkOn,
  setRouter,
  sweepDates,
} from './router-off-world';

beforeAll(() => givenOperator());

type World = { serviceId: number; routerId: number };

/** Compares what the rehearsal says of the service with what the router's return then does. */
async function expectTruth(days: number, { serviceId, routerId }: World, status: string) {
  const said = (await listStatusesOnceConnected(staffCtx(later(days)), routerId)).get(serviceId);
  await setRouter(routerId, { isOff: false }, later(days));
  await sweepDates(later(days));
  expect(said).toBe(status);
  expect((await serviceNow(serviceId)).status).toBe(status);
}

/** Its period over on day 7, with its data used up, while its router is out of service. */
async function givenLapsed(balance: bigint) {
  const world = await givenCapped(balance);
  await setRouter(world.routerId, { isOff: true }, later(2));
  await sweepRecurrences(systemCtx(later(7)));
  return world;
}

/** In a grace until day 10 that is not over when its router goes out of service on day 8. */
async function givenInGrace(balance = 500n) {
  const customerId = await givenCustomer({ balance });
  const { itemId } = await givenPlan({ graceDays: 3 });
  const routerId = await givenRouter();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, network });
  await sweepRecurrences(systemCtx(later(7)));
  await setRouter(routerId, { isOff: true }, later(8));
  return { customerId, itemId, routerId, serviceId };
}

describe('the status that a rehearsal promises once the router is in service', () => {
  it('is Stopped for a service whose period was over, without credit for the next', async () => {
    await expectTruth(8, await givenLapsed(500n), 'stopped');
  });

  it('is Active for a service whose period was over, with credit for the next', async () => {
    await expectTruth(8, await givenLapsed(1_000n), 'active');
  });

  it('is Stopped where the grace ran out meanwhile without credit, and Active with it', async () => {
    await expectTruth(14, await givenInGrace(), 'stopped');
    const paid = await givenInGrace();
    await givenCredit(paid.customerId, 500n, later(9));
    await putCreditToUse(systemCtx(later(9)), { customerId: paid.customerId });
    await expectTruth(14, paid, 'active');
  });

  it('is Active while the grace lasts, paid or not', async () => {
    await expectTruth(9, await givenInGrace(), 'active');
  });

  it('counts the credit that a service in its grace takes before another one', async () => {
    const { customerId, itemId, routerId } = await givenInGrace();
    const network = await networkOn(routerId);
    const other = await givenService({ customerId, itemId, network, priority: 900 }, later(8));
    await givenCredit(customerId, 500n, later(9));
    await expectTruth(9, { routerId, serviceId: other }, 'pending');
  });

  it('is Active for a service with paid days left', async () => {
    const world = await givenRunning(500n);
    await setRouter(world.routerId, { isOff: true }, later(2));
    await expectTruth(20, world, 'active');
  });
});
