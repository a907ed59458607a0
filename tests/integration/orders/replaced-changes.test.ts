import { beforeAll, describe, expect, it } from 'vitest';
import { listPlanned } from '@/lib/calendar/lookups';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import { listWaitingOrders } from '@/lib/screens/portal/waiting-orders';
import { getOrder } from '@/lib/screens/shared/orders';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenOperator,
  givenPlan,
  periodsOf,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmAt, givenSheet, monthly, shownAt, stateOf } from './sheet';
import { refusalOf } from './support';

beforeAll(() => givenOperator());

const minutes = (count: number) => at(shownAt, { minutes: count });

let plans = 0;

async function givenNamed(text: string, unitPriceMinor: bigint) {
  plans += 1;
  const name = `${text} ${plans}`;
  return { ...(await givenPlan({ ...monthly, unitPriceMinor, name })), name };
}

/** A running service, a plan it may change to at once but cannot afford, and two others. */
async function givenTabs(terms: { balance?: bigint } = {}) {
  const sheet = await givenSheet(terms);
  const [day, other] = [await givenNamed('Day pass', 900n), await givenNamed('Other', 950n)];
  const { customerId, serviceId } = sheet;
  const openSheet = (itemId: number, moment: 'now' | 'period_end', now = minutes(1)) => {
    const request = { kind: 'plan_change', serviceId, itemId, moment } as const;
    return previewOrder(subscriberCtx(customerId, now), { customerId, request });
  };
  const confirm = (preview: Awaited<ReturnType<typeof openSheet>>, now = minutes(2)) =>
    confirmAt(now, { customerId, preview });
  const pay = async (orderId: string, amount: bigint, now = minutes(5)) => {
    await givenCredit(customerId, amount, now);
    await putCreditToUse(systemCtx(now), { customerId, orderId });
  };
  const nextPlan = async () => {
    const planned = (await listPlanned(systemCtx(minutes(5)), [serviceId])).get(serviceId) ?? [];
    const next = planned.find((one) => one.kind === 'next_plan');
    return next?.kind === 'next_plan' ? next.toName : null;
  };
  return { ...sheet, day, other, openSheet, confirm, pay, nextPlan };
}

describe('a change of plan waiting for its money', () => {
  it('is cancelled by a later change that names it, and its money stays as credit', async () => {
    const { customerId, serviceId, preview, day, openSheet, confirm, pay, nextPlan } =
      await givenTabs();
    const first = await confirm(preview, shownAt);
    if (first.kind !== 'waiting') throw new Error('it does not wait');
    const later = await openSheet(day.itemId, 'period_end');
    const [replaced] = later.quote.replaces ?? [];
    expect(replaced).toMatchObject({ kind: 'order', id: first.orderId });
    const change = { customerId, serviceId, itemId: day.itemId, moment: 'period_end' } as const;
    const sheet = await getPlanChangeSheet(subscriberCtx(customerId, minutes(1)), change);
    expect(sheet.cancelsOrdersTo).toEqual([replaced?.name]);
    await confirm(later);
    expect(await stateOf(first.orderId)).toEqual({ state: 'cancelled', failure: 'order_replaced' });
    await pay(first.orderId, first.shortMinor);
    expect(await nextPlan()).toBe(day.name);
    expect(await periodsOf(serviceId)).toHaveLength(1);
    expect(await balanceOf(customerId)).toBe(first.shortMinor);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('blocks a later change whose sheet was opened before it was ordered', async () => {
    const { preview, day, openSheet, confirm, pay, nextPlan } = await givenTabs();
    const later = await openSheet(day.itemId, 'period_end', shownAt);
    const first = await confirm(preview, minutes(1));
    if (first.kind !== 'waiting') throw new Error('it does not wait');
    expect(await refusalOf(confirm(later))).toBe('quote_changed');
    expect(await stateOf(first.orderId)).toMatchObject({ state: 'waiting' });
    await pay(first.orderId, first.shortMinor);
    expect(await stateOf(first.orderId)).toMatchObject({ state: 'executed' });
    expect(await nextPlan()).toBeNull();
  });

  it('is refused where a change was planned after its sheet was opened', async () => {
    const { preview, day, openSheet, confirm, nextPlan } = await givenTabs();
    await confirm(await openSheet(day.itemId, 'period_end', shownAt), minutes(1));
    expect(await refusalOf(confirm(preview))).toBe('quote_changed');
    expect(await nextPlan()).toBe(day.name);
  });

  it('replaces the change its sheet named, even if that is cancelled before it is paid', async () => {
    const { customerId, serviceId, to, day, openSheet, confirm, pay } = await givenTabs();
    await confirm(await openSheet(day.itemId, 'period_end', shownAt), shownAt);
    const preview = await openSheet(to.itemId, 'now');
    expect(preview.quote.replaces).toMatchObject([{ kind: 'planned', name: day.name }]);
    const first = await confirm(preview);
    if (first.kind !== 'waiting') throw new Error('it does not wait');
    const cancel = { serviceId, itemVersionId: day.versionId };
    await cancelPlanChange(subscriberCtx(customerId, minutes(3)), cancel);
    await pay(first.orderId, first.shortMinor);
    expect(await stateOf(first.orderId)).toMatchObject({ state: 'executed' });
  });

  it('fails rather than drop a change planned without it, and its money stays as credit', async () => {
    const { customerId, serviceId, preview, confirm, pay } = await givenTabs();
    const first = await confirm(preview, shownAt);
    if (first.kind !== 'waiting') throw new Error('it does not wait');
    const change = { kind: 'fields', fields: { customPriceMinor: 100n } } as const;
    await scheduleChange(staffCtx(minutes(1)), { serviceId, effectiveDate: '2026-03-20', change });
    await pay(first.orderId, first.shortMinor);
    expect(await stateOf(first.orderId)).toEqual({ state: 'failed', failure: 'quote_changed' });
    expect(await balanceOf(customerId)).toBe(first.shortMinor);
  });

  it('is the only one waiting when several are ordered at once', async () => {
    const dear = await givenPlan({ ...monthly, unitPriceMinor: 7_000n });
    const { customerId, serviceId, preview, openSheet, confirm, pay } = await givenTabs();
    const first = await confirm(preview, shownAt);
    const second = await confirm(await openSheet(dear.itemId, 'now'));
    if (second.kind !== 'waiting') throw new Error('it does not wait');
    const ctx = subscriberCtx(customerId, minutes(3));
    const waiting = await listWaitingOrders(ctx, { customerId, serviceId });
    expect(waiting.map(({ orderId }) => orderId)).toEqual([second.orderId]);
    expect(await getOrder(ctx, { customerId, orderId: first.orderId })).toMatchObject({
      state: 'cancelled',
    });
    await pay(second.orderId, second.shortMinor);
    expect(await stateOf(second.orderId)).toMatchObject({ state: 'executed' });
  });

  it('of one service leaves those of another alone', async () => {
    const [one, two] = [await givenTabs(), await givenTabs()];
    const first = await one.confirm(one.preview, shownAt);
    await two.confirm(await two.openSheet(two.day.itemId, 'period_end', shownAt));
    expect(await stateOf(first.orderId)).toMatchObject({ state: 'waiting' });
  });
});

describe('a change of plan for the renewal', () => {
  it('is refused when another one was planned after its sheet was opened', async () => {
    const { day, other, openSheet, confirm, nextPlan } = await givenTabs();
    const [one, two] = [
      await openSheet(day.itemId, 'period_end'),
      await openSheet(other.itemId, 'period_end'),
    ];
    await confirm(one);
    expect(await refusalOf(confirm(two, minutes(3)))).toBe('quote_changed');
    expect(await nextPlan()).toBe(day.name);
    const again = await openSheet(other.itemId, 'period_end', minutes(4));
    expect(again.quote.replaces).toMatchObject([{ kind: 'planned', name: day.name }]);
    await confirm(again, minutes(4));
    expect(await nextPlan()).toBe(other.name);
  });
});
