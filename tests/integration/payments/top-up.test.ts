import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { newId } from '@/lib/kit/ids';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { startTopUp } from '@/lib/payments/start-top-up';
import { listParkedTopUps } from '@/lib/screens/admin/money';
import { getTopUp, getTopUpDetail, listTopUps } from '@/lib/screens/shared/top-ups';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
} from '@/tests/support/fixtures';
import {
  causesOf,
  eventNames,
  givenTopUp,
  nowCtx,
  type StripeWorld,
  startStripeWorld,
  topUpRow,
} from './stripe-world';

let world: StripeWorld;

beforeAll(async () => {
  await givenOperator();
  world = await startStripeWorld();
});
afterEach(async () => {
  world.stripe.chaos.reset();
  await world.stripe.settled();
  expect(await brokenLedgerRules()).toEqual([]);
});
afterAll(() => world.close());

const topUpsOf = (customerId: number) =>
  getSql()`select status from top_ups where customer_id = ${customerId}`;

const sessionsOf = (topUpId: string) =>
  world.stripe.objects.all('sessions').filter((one) => one.client_reference_id === topUpId);

describe('starting a top-up', () => {
  test('sends the payer to a page for exactly this amount, and repeats the same page', async () => {
    const customerId = await givenCustomer();
    const input = { topUpId: newId(), customerId, amountMinor: 1_234n };
    const first = await startTopUp(nowCtx(customerId), input);
    const second = await startTopUp(nowCtx(customerId), input);
    expect(second).toEqual(first);
    const [session] = sessionsOf(first.topUpId);
    expect(session).toMatchObject({
      amount_total: 1_234,
      currency: 'eur',
      url: (first as { url: string }).url,
    });
    expect(session?.adaptive_pricing).toEqual({ enabled: false });
  });

  test('makes one page when two tabs submit at the same time', async () => {
    const customerId = await givenCustomer();
    const input = { topUpId: newId(), customerId, amountMinor: 500n };
    const results = await Promise.all([1, 2, 3].map(() => startTopUp(nowCtx(customerId), input)));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(sessionsOf(results[0]?.topUpId ?? '')).toHaveLength(1);
  });

  test('gets the same page after a response of Stripe was lost', async () => {
    const customerId = await givenCustomer();
    world.stripe.chaos.failNext({ kind: 'reset_after_commit', path: '/sessions' });
    const { topUpId } = await givenTopUp(customerId);
    expect(sessionsOf(topUpId)).toHaveLength(1);
  });

  test('survives an outage of Stripe: nothing is charged and the same form works later', async () => {
    const customerId = await givenCustomer();
    const input = { topUpId: newId(), customerId, amountMinor: 500n };
    world.stripe.chaos.failNext({ kind: 'error_before_commit', path: '/sessions', times: 3 });
    await expect(startTopUp(nowCtx(customerId), input)).rejects.toMatchObject({
      key: 'payments_unavailable',
    });
    expect(await topUpsOf(customerId)).toMatchObject([{ status: 'created' }]);
    expect(await startTopUp(nowCtx(customerId), input)).toMatchObject({ kind: 'pay' });
    expect(await topUpsOf(customerId)).toHaveLength(1);
  });

  test.each([
    ['under the minimum', 99n, 'top_up_under_minimum'],
    ['over the maximum', 100_001n, 'top_up_over_maximum'],
    ['of nothing', 0n, 'top_up_under_minimum'],
    ['below nothing', -500n, 'top_up_under_minimum'],
  ])('refuses an amount %s at its field and writes nothing', async (_name, amountMinor, key) => {
    const customerId = await givenCustomer();
    const input = { topUpId: newId(), customerId, amountMinor };
    await expect(startTopUp(nowCtx(customerId), input)).rejects.toMatchObject({
      key,
      field: 'amount',
    });
    expect(await topUpsOf(customerId)).toEqual([]);
  });

  test('refuses a form that was used for another amount', async () => {
    const customerId = await givenCustomer();
    const input = { topUpId: newId(), customerId, amountMinor: 500n };
    await startTopUp(nowCtx(customerId), input);
    await expect(
      startTopUp(nowCtx(customerId), { ...input, amountMinor: 600n }),
    ).rejects.toMatchObject({ code: 'conflict', key: 'top_up_reused' });
  });
});

describe('access to top-ups', () => {
  test("another customer's top-up does not exist for a subscriber", async () => {
    const [mine, theirs] = [await givenCustomer(), await givenCustomer()];
    const { topUpId } = await givenTopUp(theirs);
    const notFound = { code: 'not-found' };
    const input = { topUpId: newId(), customerId: theirs, amountMinor: 2_000n };
    await expect(startTopUp(nowCtx(mine), input)).rejects.toMatchObject(notFound);
    await expect(settleTopUp(nowCtx(mine), { topUpId })).rejects.toMatchObject(notFound);
    await expect(getTopUp(nowCtx(mine), topUpId)).rejects.toMatchObject(notFound);
    await expect(listTopUps(nowCtx(mine), { customerId: theirs })).rejects.toMatchObject(notFound);
  });

  test('an order of another customer cannot be paid for', async () => {
    const customerId = await givenCustomer();
    const input = { topUpId: newId(), customerId, amountMinor: 500n, orderId: newId() };
    await expect(startTopUp(nowCtx(customerId), input)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('a role without the right cannot start one', async () => {
    const customerId = await givenCustomer();
    const input = { topUpId: newId(), customerId, amountMinor: 500n };
    await expect(startTopUp(staffCtx(new Date(), 'auditor'), input)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('lists page by page, newest first', async () => {
    const customerId = await givenCustomer();
    for (const amount of [500n, 600n, 700n]) await givenTopUp(customerId, amount);
    const first = await listTopUps(nowCtx(customerId), { customerId, limit: 2 });
    expect(first.rows.map((row) => row.amountMinor)).toEqual([700n, 600n]);
    const second = await listTopUps(nowCtx(customerId), {
      customerId,
      limit: 2,
      after: first.next ?? undefined,
    });
    expect(second).toMatchObject({ rows: [{ amountMinor: 500n }], next: null });
  });
});

describe('settling a top-up', () => {
  test('credits once when webhooks and the landing page come together', async () => {
    const customerId = await givenCustomer();
    const { topUpId, sessionId } = await givenTopUp(customerId);
    world.stripe.chaos.setWebhooks({ copies: 5 });
    world.stripe.pay(sessionId);
    const landed = await settleTopUp(nowCtx(customerId), { topUpId });
    await world.stripe.settled();
    expect(landed.status).toBe('paid');
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect(await causesOf(customerId)).toEqual([`topup:${topUpId}`]);
    expect((await eventNames(customerId)).sort()).toEqual(['top-up/paid', 'wallet/credited']);
    const answers = world.stripe.deliveries().flatMap(({ attempts }) => attempts);
    expect(answers.length).toBeGreaterThanOrEqual(15);
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['200']));
  });

  test('records Stripe’s fee for reports', async () => {
    const customerId = await givenCustomer();
    const { topUpId, sessionId } = await givenTopUp(customerId);
    world.stripe.pay(sessionId);
    await settleTopUp(nowCtx(customerId), { topUpId });
    expect(await getTopUpDetail(staffCtx(), topUpId)).toMatchObject({
      feeMinor: 88n,
      clawedMinor: 0n,
    });
  });

  test('numbers receipts without a gap under concurrent payments', async () => {
    const customers = await Promise.all([1, 2, 3, 4, 5].map(() => givenCustomer()));
    const topUps = await Promise.all(customers.map((id) => givenTopUp(id)));
    for (const { sessionId } of topUps) world.stripe.pay(sessionId);
    await world.stripe.settled();
    const rows = await Promise.all(topUps.map(({ topUpId }) => topUpRow(topUpId)));
    const numbers = rows.map((row) => row.receipt_number ?? 0).sort((a, b) => a - b);
    const [first = 0] = numbers;
    expect(first).toBeGreaterThan(0);
    expect(numbers).toEqual([0, 1, 2, 3, 4].map((step) => first + step));
  });
});

describe('paid means online', () => {
  test('a service that waited for its first charge is active before the webhook returns', async () => {
    const customerId = await givenCustomer();
    const { itemId } = await givenPlan();
    const serviceId = await givenService({ customerId, itemId });
    expect((await serviceNow(serviceId)).holds).toEqual(['unpaid']);
    const { sessionId } = await givenTopUp(customerId, 600n);
    world.stripe.pay(sessionId);
    await world.stripe.settled();
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(100n);
  });
});

describe('late or wrong payments', () => {
  test('shows a bank debit as processing, credits when the money arrives', async () => {
    const customerId = await givenCustomer();
    const { topUpId, sessionId } = await givenTopUp(customerId);
    world.stripe.pay(sessionId, 'AT611904300234573201');
    await world.stripe.settled();
    expect((await topUpRow(topUpId)).status).toBe('processing');
    expect(await balanceOf(customerId)).toBe(0n);
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect((await topUpRow(topUpId)).status).toBe('paid');
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  test('ends a bank debit whose money never came, without credit', async () => {
    const customerId = await givenCustomer();
    const { topUpId, sessionId } = await givenTopUp(customerId);
    world.stripe.pay(sessionId, 'IT60X0542811101000000123456');
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect((await topUpRow(topUpId)).status).toBe('failed');
    expect(await balanceOf(customerId)).toBe(0n);
  });

  test.each([
    ['amount', { amount_total: 1_999 }],
    ['currency', { currency: 'usd' }],
    ['owner', { metadata: {} }],
  ])('parks a payment whose %s differs, and tells staff', async (reason, change) => {
    const customerId = await givenCustomer();
    const { topUpId, sessionId } = await givenTopUp(customerId);
    world.stripe.pay(sessionId);
    const session = world.stripe.objects.find('sessions', sessionId);
    Object.assign(session ?? {}, change);
    await world.stripe.settled();
    // The stand-in was changed right after paying, so whichever delivery came first saw the change.
    await settleTopUp(nowCtx(customerId), { topUpId });
    expect(await topUpRow(topUpId)).toMatchObject({ status: 'parked', park_reason: reason });
    expect(await balanceOf(customerId)).toBe(0n);
    const parked = await listParkedTopUps(staffCtx());
    expect(parked.map(({ id }) => id)).toContain(topUpId);
  });
});
