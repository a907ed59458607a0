import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { countConflicts } from '@/db/retry-conflicts';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { changeServicePassword } from '@/lib/customers/change-service-password';
import { changeCustomerStatus } from '@/lib/lifecycle/change-customer-status';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { executeWaitingOrders } from '@/lib/orders/execute-orders';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { eraseCustomer } from '@/lib/person/erase-customer';
import { mergeCustomers } from '@/lib/person/merge-customers';
import { untilBlockedBy } from '@/tests/support/blocked';
import {
  at,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
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

/** Lets both wait for the customer's row, which the first gets first. */
async function afterAnother<A, B>(
  customerId: number,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
  const before = countConflicts();
  const both = await inLine({ table: 'customers', id: customerId }, first, second);
  // A deadlock would be tried again unseen.
  expect(countConflicts()).toBe(before);
  expect(await brokenLedgerRules()).toEqual([]);
  return both;
}

/** A running service, and an order for a second one that waits until now, when its money is there. */
async function givenPaidOrder() {
  const sheet = await givenSheet();
  const { customerId } = sheet;
  const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 4_000n });
  const request = { kind: 'new_service', itemId } as const;
  const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
  const placed = await confirmAt(shownAt, { customerId, preview });
  if (placed.kind !== 'waiting') throw new Error('it does not wait');
  const { orderId } = placed;
  const pay = async (amountMinor = placed.shortMinor) => {
    await givenCredit(customerId, amountMinor, minutes(1));
    return () => putCreditToUse(systemCtx(minutes(2)), { customerId, orderId });
  };
  return { ...sheet, orderId, pay };
}

describe('a change of the customer and a payment that is being used', () => {
  it('queue up where staff block the customer', async () => {
    const { customerId, orderId, pay } = await givenPaidOrder();
    const [blocked, paid] = await afterAnother(
      customerId,
      () => changeCustomerStatus(staffCtx(minutes(2)), { customerId, status: 'blocked' }),
      await pay(),
    );
    expect([blocked.status, paid.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await stateOf(orderId)).toMatchObject({ state: 'failed' });
  });

  it('queue up where staff set a new service password', async () => {
    const { customerId, orderId, pay, preview } = await givenPaidOrder();
    await confirmAt(shownAt, { customerId, preview });
    const [changed, paid] = await afterAnother(
      customerId,
      () => changeServicePassword(staffCtx(minutes(2)), { customerId, password: 'abcdef234567' }),
      await pay(20_000n),
    );
    expect([changed.status, paid.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await stateOf(orderId)).toMatchObject({ state: 'executed' });
  });

  it('queue up where staff give another service of theirs a new login', async () => {
    const { customerId, serviceId, orderId, pay } = await givenPaidOrder();
    const network = await givenMeans();
    const [paid, changed] = await afterAnother(customerId, await pay(), () =>
      changeService(staffCtx(minutes(2)), { serviceId, network }),
    );
    expect([paid.status, changed.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(await stateOf(orderId)).toMatchObject({ state: 'executed' });
  });

  it('queue up where a planned change of plan falls due', async () => {
    const { customerId, serviceId, to } = await givenSheet({ balance: 20_000n });
    const change = { kind: 'plan', itemId: to.itemId } as const;
    const effectiveDate = '2026-03-06';
    await scheduleChange(staffCtx(shownAt), { serviceId, effectiveDate, change });
    const dayAfter = at(shownAt, { days: 1 });
    const [blocked, swept] = await afterAnother(
      customerId,
      () => changeCustomerStatus(staffCtx(dayAfter), { customerId, status: 'blocked' }),
      () => sweepScheduledChanges(systemCtx(dayAfter)),
    );
    expect([blocked.status, swept.status]).toEqual(['fulfilled', 'fulfilled']);
  });
});

describe('a first purchase, by the customer or by staff', () => {
  /** A customer with credit and no service, and both ways to get one. */
  async function givenBuyer() {
    const customerId = await givenCustomer({ balance: 9_000n });
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 4_000n });
    const request = { kind: 'new_service', itemId } as const;
    const preview = await previewOrder(subscriberCtx(customerId), { customerId, request });
    const network = await givenMeans();
    return {
      customerId,
      order: (): Promise<unknown> => confirmAt(start, { customerId, preview }),
      add: (): Promise<unknown> => createService(staffCtx(), { customerId, itemId, network }),
    };
  }

  it.each(['order', 'add'] as const)('queues up with a merge of two records: %s', async (way) => {
    const buyer = await givenBuyer();
    const { customerId: intoId } = buyer;
    const fromId = await givenCustomer();
    const [bought, merged] = await afterAnother(intoId, buyer[way], () =>
      mergeCustomers(staffCtx(), { fromId, intoId }),
    );
    expect([bought.status, merged.status]).toEqual(['fulfilled', 'fulfilled']);
  });

  it.each(['order', 'add'] as const)('queues up with an erasure: %s', async (way) => {
    const buyer = await givenBuyer();
    const { customerId } = buyer;
    const [bought, erased] = await afterAnother(customerId, buyer[way], () =>
      eraseCustomer(staffCtx(), { customerId, typedNumber: String(customerId) }),
    );
    expect(bought.status).toBe('fulfilled');
    expect(erased).toMatchObject({ reason: { code: 'invalid-state' } });
  });
});

describe('an order that is placed while credit is being used', () => {
  it('waits until that is over, so that none is executed whose locks come after the wallet', async () => {
    const { customerId, serviceId, preview } = await givenSheet();
    const first = await confirmAt(shownAt, { customerId, preview });
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 4_000n });
    const request = { kind: 'new_service', itemId } as const;
    const second = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
    await givenCredit(customerId, 20_000n, minutes(1));
    // Without schedules, the customer's row alone keeps the two apart.
    await getSql()`delete from schedule where service_id = ${serviceId}`;
    const before = countConflicts();
    const [used, placed] = await inLine(
      { table: 'services', id: serviceId },
      () => putCreditToUse(systemCtx(minutes(2)), { customerId }),
      () => confirmAt(minutes(2), { customerId, preview: second }),
    );
    expect(used.status).toBe('fulfilled');
    expect(placed).toMatchObject({ status: 'fulfilled', value: { kind: 'executed' } });
    expect(await stateOf(first.orderId)).toMatchObject({ state: 'executed' });
    expect(countConflicts()).toBe(before);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});
