import { beforeAll, describe, expect, it } from 'vitest';
import { archiveService } from '@/lib/lifecycle/archive-service';
import { cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import { getPlannedDue } from '@/lib/screens/portal/planned-due';
import { getOrderFacts } from '@/lib/screens/portal/trace';
import { getOrder, listOrders } from '@/lib/screens/shared/orders';
import { traceOrder } from '@/lib/timeline/rules/trace';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { change, sweepAt } from './support';

beforeAll(() => givenOperator());

const soon = at(start, { days: 1 });
const later = at(start, { days: 2 });
const week = at(start, { days: 7 });

async function given() {
  const customerId = await givenCustomer({ balance: 10_000n });
  const from = await givenPlan();
  const to = await givenPlan({ unitPriceMinor: 2_000n });
  const other = await givenPlan({ unitPriceMinor: 900n });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  const ids = { customerId, serviceId, itemId: to.itemId };
  const { orderId } = await change(subscriberCtx(customerId, soon), ids);
  return { ...ids, orderId, versionId: to.versionId, otherId: other.itemId };
}

/** What the order's page and the list of orders say about it at a moment. */
async function seen({ customerId, orderId }: { customerId: number; orderId: string }, now: Date) {
  const ctx = subscriberCtx(customerId, now);
  const order = await getOrder(ctx, { customerId, orderId });
  const listed = (await listOrders(ctx, { customerId })).find((one) => one.orderId === orderId);
  expect(listed?.fate).toEqual(order.fate);
  const due = await getPlannedDue(ctx, { customerId, request: order.request });
  const facts = await getOrderFacts(ctx, { customerId, orderId });
  const planned = order.fate && { fate: order.fate, due };
  const steps = traceOrder(facts.order, facts.effects, planned);
  return { fate: order.fate, due, steps: steps.map(({ kind, state }) => [kind, state]) };
}

describe('the page of an order that changes the plan at the end of the period', () => {
  it('says when it is planned for and that it can be cancelled, not that it is done', async () => {
    const order = await given();
    expect(await seen(order, later)).toEqual({
      fate: { kind: 'planned' },
      due: { at: week, isCancellable: true },
      steps: [
        ['ordered', 'done'],
        ['planned', 'waiting'],
      ],
    });
  });

  it('says that it happened, and when, after the period has ended', async () => {
    const order = await given();
    await sweepAt(week);
    expect(await seen(order, at(week, { days: 3 }))).toMatchObject({
      fate: { kind: 'happened', at: week },
      steps: [
        ['ordered', 'done'],
        ['planned', 'done'],
      ],
    });
  });

  it('says that it was cancelled, even after the period has ended on the old plan', async () => {
    const order = await given();
    const { customerId, serviceId, versionId } = order;
    await cancelPlanChange(subscriberCtx(customerId, later), {
      serviceId,
      itemVersionId: versionId,
    });
    await sweepAt(week);
    expect(await seen(order, week)).toMatchObject({
      fate: { kind: 'cancelled', at: later },
      steps: [
        ['ordered', 'done'],
        ['planned', 'failed'],
      ],
    });
  });

  it('says that another change replaced it, and the other order shows its own state', async () => {
    const order = await given();
    const { customerId, otherId } = order;
    const ctx = subscriberCtx(customerId, later);
    const second = await change(ctx, { ...order, itemId: otherId });
    expect((await seen(order, later)).fate).toEqual({ kind: 'replaced', at: later });
    const own = { customerId, orderId: second.orderId };
    expect((await seen(own, later)).fate).toEqual({ kind: 'planned' });
    await sweepAt(week);
    expect((await seen(own, week)).fate).toEqual({ kind: 'happened', at: week });
    expect((await seen(order, week)).fate).toEqual({ kind: 'replaced', at: later });
  });

  it('says that it was cancelled with its service', async () => {
    const order = await given();
    await archiveService(staffCtx(later), { serviceId: order.serviceId, reason: 'Moved away' });
    expect((await seen(order, later)).fate).toEqual({ kind: 'cancelled', at: later });
  });

  it('leaves cancelling to staff where they ordered it', async () => {
    const { customerId, serviceId, otherId } = await given();
    const staffs = await change(staffCtx(later), { customerId, serviceId, itemId: otherId });
    const { due } = await seen({ customerId, orderId: staffs.orderId }, later);
    expect(due).toEqual({ at: week, isCancellable: false });
  });

  it('shows no plan for an immediate change', async () => {
    const { customerId, serviceId, otherId } = await given();
    const ctx = subscriberCtx(customerId, later);
    const now = await change(ctx, { customerId, serviceId, itemId: otherId }, 'now');
    const { fate, steps } = await seen({ customerId, orderId: now.orderId }, later);
    expect(fate).toBeNull();
    expect(steps).toContainEqual(['order', 'done']);
  });
});
