import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { confirmAt, stateOf } from '../orders/sheet';
import { refusalOf } from '../orders/support';
import { sweepDates } from '../services/router-off-world';
import { endOf, givenLeft, linesOf, servedUntil, sheetOf } from './refused-change-world';
import { givenOpenRouter, later, makeProfile, secondsLost, sync, turnsOf } from './refused-world';

beforeAll(() => givenOperator());

const isRunning = { status: 'active', holds: [] };
const isRefused = { status: 'pending', holds: ['router_refused'] };
const percent = (percentPpm: number) =>
  ({ kind: 'percent', percentPpm, startDate: '2026-01-01', stackable: false }) as const;

async function expectSound(): Promise<void> {
  expect(await brokenLedgerRules()).toEqual([]);
  expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
}

describe.each([
  ['its subscriber', (customerId: number, now: Date) => subscriberCtx(customerId, now)],
  ['staff', (_customerId: number, now: Date) => staffCtx(now)],
] as const)('a plan that its router never served, left by %s', (_who, ctxOf) => {
  it('comes back whole, and the new plan starts with a whole period and the router’s confirmation', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router);
    const { customerId, serviceId } = left;
    const { preview } = await sheetOf(ctxOf(customerId, later(3)), left);
    expect(preview.quote).toMatchObject({
      totalMinor: -200n,
      startsAt: later(3),
      endsAt: later(10),
      lines: [
        { kind: 'unused_credit', amountMinor: -500n },
        { kind: 'plan', amountMinor: 300n },
      ],
    });
    const placed = await confirmAt(later(3), { customerId, preview });
    expect(placed.kind).toBe('executed');
    expect(await balanceOf(customerId)).toBe(1_700n);
    expect(await linesOf(placed.orderId)).toEqual([['unused_credit', -500n]]);
    expect((await periodsOf(serviceId))[1]).toMatchObject({
      startsAt: later(3).toISOString(),
      endsAt: later(10).toISOString(),
    });
    expect(await serviceNow(serviceId)).toMatchObject(isRefused);
    await sync(router, at(later(3), { minutes: 1 }));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    expect(await turnsOf(serviceId)).toEqual(['hold_set', 'hold_lifted']);
    const [, period] = await periodsOf(serviceId);
    expect(Math.abs(secondsLost(period?.endsAt, at(later(10), { minutes: 1 })))).toBeLessThan(60);
    await sweepRecurrences(systemCtx(later(11)));
    expect(await balanceOf(customerId)).toBe(1_400n);
    await expectSound();
  });

  it('cannot be left at the end of a period that does not run, and the refusal says what to do', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router);
    const ctx = ctxOf(left.customerId, later(3));
    const sheet = sheetOf(ctx, left, { moment: 'period_end' });
    expect(await refusalOf(sheet)).toBe('plan_change_refused_period');
  });

  it('cannot be left while its router is away, because no plan could start there', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router);
    await router.sim.setReachable(false);
    await givenLeft(router);
    await sync(router, later(1));
    const sheet = sheetOf(ctxOf(left.customerId, later(3)), left);
    expect(await refusalOf(sheet)).toBe('service_router_away');
    await router.sim.setReachable(true);
    await sync(router, later(4));
    const again = await sheetOf(ctxOf(left.customerId, later(4)), left);
    expect(again.preview.quote.totalMinor).toBe(-200n);
  });
});

describe('a refused plan', () => {
  it('gives back the time from the refusal on, however long after its dates it is left', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router, { plan: { unitPriceMinor: 700n } });
    const { customerId, serviceId } = left;
    await servedUntil(serviceId, later(3));
    const { preview } = await sheetOf(subscriberCtx(customerId, later(60)), left);
    expect(preview.quote.lines[0]).toMatchObject({ kind: 'unused_credit', amountMinor: -400n });
    await confirmAt(later(60), { customerId, preview });
    expect(await balanceOf(customerId)).toBe(2_000n - 700n + 400n - 300n);
    expect(await endOf(serviceId, 0)).toEqual(later(3));
    await sync(router, later(61));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    await expectSound();
  });

  it('is left for no fee and in full, whatever it says about unused time, its dates and its moment', async () => {
    const router = await givenOpenRouter();
    const terms = { refundsUnused: false, keepAnchor: true, changeMoment: 'period_end' } as const;
    const fees = { changeFeeUpMinor: 250n, changeFeeDownMinor: 150n };
    const left = await givenLeft(router, { plan: { ...terms, ...fees } });
    const ctx = subscriberCtx(left.customerId, later(3));
    const { preview } = await sheetOf(ctx, left, { to: { keepAnchor: true } });
    expect(preview.quote).toMatchObject({ totalMinor: -200n, endsAt: later(10) });
    await confirmAt(later(3), { ...left, preview });
    expect(await balanceOf(left.customerId)).toBe(1_700n);
    await expectSound();
  });

  it('with several lines and a discount gives back what was paid, and both go to the new plan', async () => {
    const router = await givenOpenRouter();
    const discounts = [percent(500_000)];
    const left = await givenLeft(router, { service: { quantity: 3, discounts } });
    const { customerId } = left;
    expect(await balanceOf(customerId)).toBe(1_250n);
    const { preview } = await sheetOf(subscriberCtx(customerId, later(2)), left);
    expect(preview.quote.totalMinor).toBe(450n - 750n);
    await confirmAt(later(2), { customerId, preview });
    expect(await balanceOf(customerId)).toBe(2_000n - 450n);
    await expectSound();
  });

  it('is left for a dearer one once exactly the difference is paid, hours after the sheet', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router, { balance: 500n });
    const { customerId, serviceId } = left;
    const ctx = subscriberCtx(customerId, later(20));
    const { preview } = await sheetOf(ctx, left, { to: { unitPriceMinor: 1_234n } });
    expect(preview.outcome).toMatchObject({ kind: 'short', shortMinor: 734n });
    const placed = await confirmAt(later(20), { customerId, preview });
    expect(placed).toMatchObject({ kind: 'waiting', shortMinor: 734n });
    const paidAt = at(later(20), { hours: 6 });
    await givenCredit(customerId, 734n, paidAt);
    await putCreditToUse(systemCtx(paidAt), { customerId, orderId: placed.orderId });
    expect(await stateOf(placed.orderId)).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
    expect((await periodsOf(serviceId))[1]).toMatchObject({ startsAt: paidAt.toISOString() });
    await expectSound();
  });

  it('is left once by a form sent several times at once', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router);
    const { customerId, serviceId } = left;
    const { preview } = await sheetOf(subscriberCtx(customerId, later(3)), left);
    const send = () => confirmAt(later(3), { customerId, preview });
    const placed = await Promise.all([send(), send(), send()]);
    expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(1);
    await send();
    expect(await periodsOf(serviceId)).toHaveLength(2);
    expect(await balanceOf(customerId)).toBe(1_700n);
    await expectSound();
  });

  it('cannot be left by another customer', async () => {
    const router = await givenOpenRouter();
    const { serviceId } = await givenLeft(router);
    const customerId = await givenCustomer({ balance: 2_000n });
    const sheet = sheetOf(subscriberCtx(customerId, later(3)), { customerId, serviceId });
    expect(await refusalOf(sheet)).toBe('not_found');
  });

  it('is left on the day that staff planned', async () => {
    const router = await givenOpenRouter();
    const { customerId, serviceId } = await givenLeft(router);
    const { itemId } = await givenPlan({ unitPriceMinor: 300n });
    await scheduleChange(staffCtx(later(1)), {
      ...{ serviceId, effectiveDate: later(4).toISOString().slice(0, 10) },
      change: { kind: 'plan', itemId },
    });
    expect(await sweepScheduledChanges(systemCtx(later(5)))).toMatchObject({ applied: 1 });
    expect(await balanceOf(customerId)).toBe(1_700n);
    await expectSound();
  });

  it('leaves the time of a pack that stood still with it', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router);
    const { customerId, serviceId } = left;
    await getSql()`
      insert into allocations (service_id, customer_id, source, granted_bytes, starts_at, expires_at, created_at)
      values (${serviceId}, ${customerId}, 'pack', 1000, ${later(0).toISOString()}, ${later(5).toISOString()},
        ${later(0).toISOString()})`;
    const { preview } = await sheetOf(subscriberCtx(customerId, later(3)), left);
    await confirmAt(later(3), { customerId, preview });
    await sync(router, later(4));
    const [row] = await getSql()<{ at: string }[]>`
      select expires_at as at from allocations where service_id = ${serviceId} and source = 'pack'`;
    expect(Math.abs(secondsLost(row?.at, later(9)))).toBeLessThan(60);
  });
});

describe('a plan that its router refuses like the one before', () => {
  it('keeps the service waiting with its own reason, and comes back whole when it is left too', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router);
    const { customerId, serviceId } = left;
    const silver = { to: { unitPriceMinor: 400n, routerProfile: 'silver' } };
    const first = await sheetOf(subscriberCtx(customerId, later(3)), left, silver);
    await confirmAt(later(3), { customerId, preview: first.preview });
    router.sim.faults.add({ kind: 'trap', messages: ['no silver'], on: '/ppp/secret/add' });
    expect(await sync(router, at(later(3), { minutes: 1 }))).toMatchObject({ failed: 1 });
    router.sim.faults.clear();
    expect(await serviceNow(serviceId)).toMatchObject(isRefused);
    const card = await findServiceCard(staffCtx(later(3)), serviceId);
    expect(card?.push?.failureDetail).toContain('silver');
    await sweepDates(later(30));
    await sweepRecurrences(systemCtx(later(30)));
    expect(await balanceOf(customerId)).toBe(1_600n);
    const second = await sheetOf(subscriberCtx(customerId, later(40)), left);
    expect(second.preview.quote.totalMinor).toBe(-100n);
    await confirmAt(later(40), { customerId, preview: second.preview });
    await sync(router, later(41));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    expect(await balanceOf(customerId)).toBe(1_700n);
    const [, , period] = await periodsOf(serviceId);
    expect(Math.abs(secondsLost(period?.endsAt, later(48)))).toBeLessThan(60);
    expect(await turnsOf(serviceId)).toEqual(['hold_set', 'hold_lifted']);
    await expectSound();
  });
});

describe('a plan that its router accepts while it is being left', () => {
  it('is paid once, whichever comes first', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router);
    const { customerId, serviceId } = left;
    const now = later(3);
    const { preview, itemId } = await sheetOf(subscriberCtx(customerId, now), left);
    makeProfile(router);
    const leave = () => refusalOf(confirmAt(now, { customerId, preview }));
    const [refusal] = await Promise.all([
      leave(),
      sync(router, now),
      sweepDates(now),
      sync(router, now),
    ]);
    while ((await sync(router, at(now, { minutes: 10 }))).kind === 'synced');
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const [row] = await getSql()<{ item: number }[]>`
      select item_id::int as item from services where id = ${serviceId}`;
    const isLeft = row?.item === itemId;
    expect(refusal).toBe(isLeft ? 'not refused' : 'quote_changed');
    expect(await balanceOf(customerId)).toBe(isLeft ? 1_700n : 1_500n);
    await expectSound();
  });

  it('is left as the sheet said if it was accepted before the sheet is confirmed', async () => {
    const router = await givenOpenRouter();
    const left = await givenLeft(router);
    const { customerId, serviceId } = left;
    const { preview } = await sheetOf(subscriberCtx(customerId, later(3)), left);
    makeProfile(router);
    await sync(router, at(later(3), { minutes: 2 }));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    const placed = await confirmAt(at(later(3), { minutes: 5 }), { customerId, preview });
    expect(placed.kind).toBe('executed');
    expect(await balanceOf(customerId)).toBe(1_700n);
    await expectSound();
  });
});

describe('the pages of a refused service', () => {
  it('offer a change of plan but no pack, and neither while its router is away', async () => {
    const router = await givenOpenRouter();
    const { customerId, serviceId } = await givenLeft(router);
    const shown = async () =>
      (await getPortalService(subscriberCtx(customerId, later(1)), serviceId)).can;
    expect(await shown()).toMatchObject({ changePlan: true, buyPack: false });
    expect((await findServiceCard(staffCtx(later(1)), serviceId))?.isRouterAway).toBe(false);
    await router.sim.setReachable(false);
    await givenLeft(router);
    await sync(router, later(1));
    expect(await shown()).toMatchObject({ changePlan: false, buyPack: false });
    expect((await findServiceCard(staffCtx(later(1)), serviceId))?.isRouterAway).toBe(true);
  });
});
