import { beforeAll, describe, expect, test } from 'vitest';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { getPortalService, listPortalServices } from '@/lib/screens/portal/services';
import { proposeTopUpId } from '@/lib/screens/portal/top-up';
import { getOrderFacts } from '@/lib/screens/portal/trace';
import { listCustomerTimeline, listServiceTimeline } from '@/lib/screens/shared/timeline';
import { syncService } from '@/lib/services/sync-service';
import {
  at,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  start,
  subscriberCtx,
  systemCtx,
} from '../../support/fixtures';

const week = at(start, { days: 7, minutes: 1 });
let customerId = 0;
let strangerId = 0;
let serviceId = 0;

beforeAll(async () => {
  await givenOperator();
  customerId = await givenCustomer({ balance: 680n, now: start });
  strangerId = await givenCustomer();
  const { itemId } = await givenPlan();
  serviceId = await givenService({ customerId, itemId, startDate: '2026-03-02' }, start);
  await sweepRecurrences(systemCtx(week));
});

describe('the portal of a subscriber whose credit ran short', () => {
  test('says why the service is off and which top-up helps, to the cent', async () => {
    const [service] = await listPortalServices(subscriberCtx(customerId, week), customerId);
    expect(service).toMatchObject({
      status: 'stopped',
      reasons: [{ reason: 'no_credit' }],
      renewal: {
        kind: 'starts',
        priceMinor: 500n,
        source: { kind: 'short', shortMinor: 320n, topUpMinor: 320n },
      },
    });
  });

  test('proposes one payment for one shortfall, whichever tab asks', async () => {
    const ctx = subscriberCtx(customerId, week);
    const wish = { customerId, purpose: `service:${serviceId}`, amountMinor: 320n };
    expect(await proposeTopUpId(ctx, wish)).toBe(await proposeTopUpId(ctx, wish));
    expect(await proposeTopUpId(ctx, { ...wish, amountMinor: 500n })).not.toBe(
      await proposeTopUpId(ctx, wish),
    );
  });

  test('shows events, newest first, with the balance at that time', async () => {
    const { events } = await listServiceTimeline(subscriberCtx(customerId, week), { serviceId });
    expect(events[0]).toMatchObject({ kind: 'hold_set', hold: 'no_credit' });
    expect(events[1]).toMatchObject({
      kind: 'period',
      outcome: 'withheld',
      balanceSeenMinor: 180n,
    });
  });

  test('pages back through history, with nothing repeated or missing', async () => {
    const ctx = subscriberCtx(customerId, week);
    const whole = await listCustomerTimeline(ctx, { customerId, limit: 100 });
    const seen: string[] = [];
    let before: Date | undefined;
    do {
      const page = await listCustomerTimeline(ctx, { customerId, before, limit: 1 });
      seen.push(...page.events.map(({ id }) => id));
      before = page.before ?? undefined;
    } while (before);
    expect(seen).toEqual(whole.events.map(({ id }) => id));
    expect(seen.length).toBeGreaterThan(3);
  });
});

describe('another subscriber', () => {
  const unknown = { code: 'not-found' };

  test('finds none of it', async () => {
    const ctx = subscriberCtx(strangerId, week);
    const orderId = '00000000-0000-4000-8000-000000000000';
    await expect(getPortalService(ctx, serviceId)).rejects.toMatchObject(unknown);
    await expect(listPortalServices(ctx, customerId)).rejects.toMatchObject(unknown);
    await expect(listServiceTimeline(ctx, { serviceId })).rejects.toMatchObject(unknown);
    await expect(listCustomerTimeline(ctx, { customerId })).rejects.toMatchObject(unknown);
    await expect(getOrderFacts(ctx, { customerId, orderId })).rejects.toMatchObject(unknown);
    const wish = { customerId, purpose: 'x', amountMinor: 1n };
    await expect(proposeTopUpId(ctx, wish)).rejects.toMatchObject(unknown);
  });

  test('cannot trigger a look at its router', async () => {
    const before = await serviceNow(serviceId);
    const asking = syncService(subscriberCtx(strangerId, week), { serviceId });
    await expect(asking).rejects.toMatchObject(unknown);
    expect(await serviceNow(serviceId)).toEqual(before);
  });
});

describe('a period in the history of a service', () => {
  test('names the fee that was paid with it, and none where none was', async () => {
    const payer = await givenCustomer({ balance: 20_000n });
    const { itemId } = await givenPlan({ unitPriceMinor: 10_000n, activationFeeMinor: 3_000n });
    const feeService = await givenService({ customerId: payer, itemId });
    await sweepRecurrences(systemCtx(week));
    await givenCredit(payer, 10_000n, week);
    const { events } = await listServiceTimeline(subscriberCtx(payer, at(week, { days: 7 })), {
      serviceId: feeService,
    });
    const paid = events.flatMap((event) =>
      event.kind === 'period' ? [[event.priceMinor, event.feeMinor]] : [],
    );
    expect(paid.at(-1)).toEqual([13_000n, 3_000n]);
    expect(paid.slice(0, -1)).not.toHaveLength(0);
    for (const [, fee] of paid.slice(0, -1)) expect(fee).toBe(0n);
  });
});

describe('the home of a customer with two services of one plan', () => {
  test('tells them apart, and a third of another plan needs nothing', async () => {
    const owner = await givenCustomer({ balance: 20_000n });
    const { itemId } = await givenPlan();
    const twins = [
      await givenService({ customerId: owner, itemId }),
      await givenService({ customerId: owner, itemId }),
    ];
    const other = await givenService({ customerId: owner, itemId: (await givenPlan()).itemId });
    const ctx = subscriberCtx(owner, week);
    const services = await listPortalServices(ctx, owner);
    const markOf = (id: number) => services.find(({ serviceId }) => serviceId === id)?.mark;
    const marks = twins.map(markOf);
    expect(new Set(marks).size).toBe(2);
    expect(marks).not.toContain(null);
    expect(markOf(other)).toBeNull();
    // The page of one service says the same as the list.
    expect((await getPortalService(ctx, twins[0] ?? 0)).mark).toBe(marks[0]);
  });
});
