import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { executeWaitingOrders } from '@/lib/orders/execute-orders';
import { previewOrder } from '@/lib/orders/preview-order';
import { untilBlockedBy } from '@/tests/support/blocked';
import {
  at,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  givenPlan,
  givenService,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmAt, givenSheet, monthly, shownAt, stateOf } from './sheet';

beforeAll(() => givenOperator());

const minutes = (count: number) => at(shownAt, { minutes: count });

/** Holds a row until `first` waits for it and `second` waits for `first`; then releases both. */
async function inLine<A, B>(
  held: { table: 'services' | 'customers'; id: number },
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
  let begun: Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> | undefined;
  await getSql().begin(async (tx) => {
    await tx.unsafe(`select 1 from ${held.table} where id = ${held.id} for no key update`);
    const [own] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const one = first();
    one.catch(() => undefined);
    const pid = await untilBlockedBy(own?.pid ?? 0);
    begun = Promise.allSettled([one, second()]);
    await untilBlockedBy(pid);
  });
  if (!begun) throw new Error('the work never began');
  return begun;
}

/** An immediate change waiting for its money, and the sheet of another one that replaces it. */
async function givenReplacing() {
  const sheet = await givenSheet();
  const placed = await confirmAt(shownAt, sheet);
  if (placed.kind !== 'waiting') throw new Error('it does not wait');
  const { customerId, serviceId } = sheet;
  const day = await givenPlan({ ...monthly, unitPriceMinor: 900n });
  const request = {
    kind: 'plan_change',
    serviceId,
    itemId: day.itemId,
    moment: 'period_end',
  } as const;
  const preview = await previewOrder(subscriberCtx(customerId, minutes(1)), {
    customerId,
    request,
  });
  await givenCredit(customerId, placed.shortMinor, minutes(1));
  return { customerId, serviceId, waitingId: placed.orderId, preview };
}

describe('orders of one customer at the same moment', () => {
  it('queue up where one replaces another that is just being paid', async () => {
    const { customerId, serviceId, waitingId, preview } = await givenReplacing();
    const [placed, executed] = await inLine(
      { table: 'services', id: serviceId },
      () => confirmAt(minutes(2), { customerId, preview }),
      () => executeWaitingOrders(systemCtx(minutes(2)), { customerId }),
    );
    expect(placed).toMatchObject({ status: 'fulfilled', value: { kind: 'executed' } });
    expect(executed).toEqual({ status: 'fulfilled', value: [] });
    expect(await stateOf(waitingId)).toEqual({ state: 'cancelled', failure: 'order_replaced' });
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('queue up where a waiting new service is confirmed again while it is being paid', async () => {
    const { customerId } = await givenSheet();
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 4_000n });
    const request = { kind: 'new_service', itemId } as const;
    const ctx = subscriberCtx(customerId, shownAt);
    const preview = await previewOrder(ctx, { customerId, request });
    const placed = await confirmAt(shownAt, { customerId, preview });
    if (placed.kind !== 'waiting') throw new Error('it does not wait');
    await givenCredit(customerId, placed.shortMinor, minutes(1));
    const [again, executed] = await inLine(
      { table: 'customers', id: customerId },
      () => confirmAt(minutes(2), { customerId, preview }),
      () => executeWaitingOrders(systemCtx(minutes(2)), { customerId }),
    );
    expect(again).toMatchObject({ status: 'fulfilled', value: { kind: 'executed' } });
    expect(executed).toEqual({ status: 'fulfilled', value: [] });
  });

  it('do not wait for a second service while holding the wallet lock', async () => {
    const { customerId, serviceId, preview } = await givenSheet();
    const own = await givenPlan({ ...monthly, unitPriceMinor: 1_000n });
    await givenCredit(customerId, 1_000n);
    const secondId = await givenService({ customerId, itemId: own.itemId });
    const dear = await givenPlan({ ...monthly, unitPriceMinor: 5_000n });
    const request = {
      kind: 'plan_change',
      serviceId: secondId,
      itemId: dear.itemId,
      moment: 'now',
    } as const;
    const second = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
    await confirmAt(shownAt, { customerId, preview });
    await confirmAt(at(shownAt, { seconds: 1 }), { customerId, preview: second });
    await givenCredit(customerId, 20_000n, minutes(1));
    // Without schedules, only the rows locked in a fixed order keep the two apart.
    await getSql()`delete from schedule where service_id in (${serviceId}, ${secondId})`;
    const [again, executed] = await inLine(
      { table: 'services', id: secondId },
      () => confirmAt(minutes(2), { customerId, preview: second }),
      () => executeWaitingOrders(systemCtx(minutes(2)), { customerId }),
    );
    expect([again.status, executed.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});
