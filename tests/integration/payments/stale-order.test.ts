import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { changeItemStatus } from '@/lib/catalog/change-item-status';
import { newId } from '@/lib/kit/ids';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { findOrderStanding } from '@/lib/orders/lookups/standing';
import type { OrderRequest } from '@/lib/orders/order-input';
import { startTopUp } from '@/lib/payments/start-top-up';
import { listWaitingOrders } from '@/lib/screens/portal/waiting-orders';
import { confirmOrder, refusalOf } from '@/tests/integration/orders/support';
import {
  GIGABYTE,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
} from '@/tests/support/fixtures';
import { nowCtx, type StripeWorld, startStripeWorld } from './stripe-world';

let world: StripeWorld;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
});
afterAll(() => world.close());

const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;
const staff = () => staffCtx(new Date());

type Ordered = { customerId: number; itemId: number; serviceId: number; packId: number };
type Kind = OrderRequest['kind'];

/** An order waiting for its payment, whose payment page was opened and abandoned. */
async function givenWaiting(kind: Kind) {
  const from = await givenPlan({ ...monthly, unitPriceMinor: 900n, dataLimitBytes: GIGABYTE });
  const to = await givenPlan({ ...monthly, unitPriceMinor: 5_000n });
  const [pack] = await getSql()<{ id: string }[]>`
    insert into packs (item_id, name, data_bytes, price_minor)
    values (${from.itemId}, '1 GB', 1000000000, 800) returning id`;
  const packId = Number(pack?.id);
  const customerId = await givenCustomer();
  await givenCredit(customerId, 900n, new Date());
  const now = nowCtx(customerId).now;
  const serviceId = await givenService({ customerId, itemId: from.itemId }, now);
  const { itemId } = to;
  const requests: Record<Kind, OrderRequest> = {
    new_service: { kind: 'new_service', itemId },
    pack: { kind: 'pack', serviceId, packId },
    plan_change: { kind: 'plan_change', serviceId, itemId, moment: 'now' },
  };
  const { placed } = await confirmOrder(nowCtx(customerId), customerId, requests[kind]);
  if (placed.kind !== 'waiting') throw new Error('it does not wait');
  const { orderId, shortMinor: amountMinor } = placed;
  const pay = (topUpId: string) =>
    startTopUp(nowCtx(customerId), { topUpId, customerId, amountMinor, orderId });
  const opened = newId();
  await pay(opened);
  return { customerId, itemId, serviceId, packId, orderId, pay, opened };
}

const sessions = () => world.stripe.objects.all('sessions').length;

const bySql = (text: (ordered: Ordered) => string) => async (ordered: Ordered) => {
  await getSql().unsafe(text(ordered));
};
const retired = ({ itemId }: Ordered) => changeItemStatus(staff(), { itemId, status: 'retired' });
const dearer = bySql(
  ({ itemId }) =>
    `update catalog_item_versions set unit_price_minor = unit_price_minor + 1 where item_id = ${itemId}`,
);
const soldOnce = (interval: string) =>
  bySql(
    ({ itemId }) =>
      `update catalog_item_versions set recurrence_mode = 'none', ${interval} activation_fee_minor = 0 where item_id = ${itemId}`,
  );
const soldOnceOnly = soldOnce('');
const soldForEver = soldOnce('interval_count = null, interval_unit = null,');
const soldToOthers = bySql(
  ({ itemId }) => `insert into catalog_item_assignments (item_id, label) values (${itemId}, 'vip')`,
);
const packGone = bySql(({ packId }) => `delete from packs where id = ${packId}`);
const packDearer = bySql(({ packId }) => `update packs set price_minor = 801 where id = ${packId}`);
const archived = ({ serviceId }: Ordered) =>
  archiveService(staff(), { serviceId, reason: 'moved out' });

const faults: [Kind, string, (ordered: Ordered) => Promise<unknown>, string][] = [
  ['new_service', 'was retired', retired, 'gone'],
  ['new_service', 'costs more', dearer, 'changed'],
  ['new_service', 'is sold once only', soldOnceOnly, 'changed'],
  ['new_service', 'is sold once and would never end', soldForEver, 'gone'],
  ['new_service', 'is sold to others only', soldToOthers, 'gone'],
  ['pack', 'was taken away', packGone, 'gone'],
  ['pack', 'costs more', packDearer, 'changed'],
  ['pack', 'is for a service that was archived', archived, 'impossible'],
  ['plan_change', 'leads to a plan that was retired', retired, 'gone'],
  ['plan_change', 'leads to a plan that costs more', dearer, 'changed'],
  ['plan_change', 'leads to a plan that is sold to others only', soldToOthers, 'gone'],
  ['plan_change', 'is of a service that was archived', archived, 'impossible'],
];

describe('a waiting order that can no longer be bought', () => {
  it.each(faults)('accepts no payment: %s that %s', async (kind, _what, happen, standing) => {
    const ordered = await givenWaiting(kind);
    const { customerId, orderId, pay, opened } = ordered;
    const ctx = nowCtx(customerId);
    expect(await findOrderStanding(ctx, { customerId, orderId })).toEqual({ kind: 'holds' });
    const before = sessions();
    await happen(ordered);
    expect(await findOrderStanding(ctx, { customerId, orderId })).toMatchObject({ kind: standing });
    const [listed] = await listWaitingOrders(ctx, { customerId });
    expect(listed).toMatchObject({ orderId, standing: { kind: standing } });
    expect(await refusalOf(pay(newId()))).not.toBe('not refused');
    expect(await refusalOf(pay(opened))).not.toBe('not refused');
    expect(sessions()).toBe(before);
    const [{ n } = { n: 0 }] = await getSql()<{ n: number }[]>`
      select count(*)::int as n from top_ups where customer_id = ${customerId}`;
    expect(n).toBe(1);
  });

  it('accepts none once it was cancelled, and none from another customer', async () => {
    const { customerId, orderId, pay } = await givenWaiting('new_service');
    const stranger = await givenCustomer();
    const theirs = { topUpId: newId(), customerId: stranger, amountMinor: 1_000n, orderId };
    expect(await refusalOf(startTopUp(nowCtx(stranger), theirs))).toBe('not_found');
    await getSql()`update orders set state = 'cancelled' where id = ${orderId}`;
    expect(await refusalOf(pay(newId()))).toBe('order_expired');
    expect(await findOrderStanding(nowCtx(customerId), { customerId, orderId })).toBeNull();
  });

  it('still accepts it while its terms are unchanged', async () => {
    const { pay, opened } = await givenWaiting('new_service');
    expect(await pay(newId())).toMatchObject({ kind: 'pay' });
    expect(await pay(opened)).toMatchObject({ kind: 'pay' });
  });
});
