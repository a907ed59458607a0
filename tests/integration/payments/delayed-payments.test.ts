import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { queueNotifications } from '@/lib/notifications/queue-notifications';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { sweepPendingTopUps } from '@/lib/payments/sweep-pending-top-ups';
import { getTopUp } from '@/lib/screens/shared/top-ups';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  subscriberCtx,
} from '@/tests/support/fixtures';
import {
  eventNames,
  givenTopUp,
  jobCtx,
  nowCtx,
  type StripeWorld,
  startStripeWorld,
} from './stripe-world';

const DAY_MS = 86_400_000;
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
afterAll(async () => {
  await givenOperator();
  await world.close();
});

/** A payer who chose this method and left the payment page with instructions, or with a debit under way. */
async function givenOnItsWay({ method, currency }: { method: string; currency: string }) {
  await givenOperator({ currency, topUpMaxMinor: 1_000_000n });
  const customerId = await givenCustomer();
  const { topUpId, sessionId } = await givenTopUp(customerId, 20_000n);
  world.stripe.pay(sessionId, method);
  await world.stripe.settled();
  return { customerId, topUpId };
}

const shown = (customerId: number, topUpId: string) =>
  getTopUp(subscriberCtx(customerId, new Date()), topUpId);

const methods = [
  { method: 'OXXO', currency: 'MXN', isVoucher: true },
  { method: 'BOLETO', currency: 'BRL', isVoucher: true },
  { method: 'AT611904300234573201', currency: 'EUR', isVoucher: false },
];

describe.each(methods)('a payment by $method', ({ isVoucher, ...chosen }) => {
  test('is on its way with its instructions, and no mail says that it failed', async () => {
    const { customerId, topUpId } = await givenOnItsWay(chosen);
    await settleTopUp(nowCtx(customerId), { topUpId });
    await sweepPendingTopUps(jobCtx(20 * 60_000));
    const topUp = await shown(customerId, topUpId);
    expect(topUp.status).toBe('processing');
    expect([topUp.instructionsUrl, topUp.instructionsReference, topUp.payUntil]).toEqual(
      isVoucher
        ? [expect.stringMatching(/\/vouchers\//), expect.stringMatching(/\w{10}/), expect.any(Date)]
        : [null, null, null],
    );
    expect(await eventNames(customerId)).toEqual([]);
  });

  test('is credited once it arrives, and then has no instructions', async () => {
    const { customerId, topUpId } = await givenOnItsWay(chosen);
    world.stripe.advance(60_000);
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(20_000n);
    const { status, instructionsUrl, payUntil } = await shown(customerId, topUpId);
    expect([status, instructionsUrl, payUntil]).toEqual(['paid', null, null]);
    expect(await eventNames(customerId)).toContain('top-up/paid');
  });
});

describe('a voucher that nobody pays', () => {
  test.each([
    ['OXXOEXPIRES', 'MXN'],
    ['BOLETOEXPIRES', 'BRL'],
  ])('expires at its end, and the payer is mailed once: %s', async (method, currency) => {
    const { customerId, topUpId } = await givenOnItsWay({ method, currency });
    world.stripe.advance(2 * DAY_MS);
    await world.stripe.settled();
    expect((await shown(customerId, topUpId)).status).toBe('processing');
    world.stripe.advance(DAY_MS);
    await world.stripe.settled();
    await settleTopUp(nowCtx(customerId), { topUpId });
    expect(await shown(customerId, topUpId)).toMatchObject({
      status: 'expired',
      instructionsUrl: null,
    });
    expect(await eventNames(customerId)).toEqual(['top-up/failed']);
    const told = [{ name: 'top-up/failed', data: { topUpId, customerId } }];
    expect(await queueNotifications(jobCtx(), [...told, ...told])).toBe(1);
    expect(await balanceOf(customerId)).toBe(0n);
  });
});

test('a payment page that nobody used expires without a mail', async () => {
  await givenOperator();
  const customerId = await givenCustomer();
  const { topUpId } = await givenTopUp(customerId);
  world.stripe.advance(2 * DAY_MS);
  await world.stripe.settled();
  expect((await shown(customerId, topUpId)).status).toBe('expired');
  expect(await eventNames(customerId)).toEqual([]);
});

test('a payment that was thought to have failed is credited when its money arrives', async () => {
  const { customerId, topUpId } = await givenOnItsWay({ method: 'OXXO', currency: 'MXN' });
  await getSql()`update top_ups set status = 'failed' where id = ${topUpId}`;
  world.stripe.advance(60_000);
  await world.stripe.settled();
  expect(await balanceOf(customerId)).toBe(20_000n);
});
