import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { applyDispute } from '@/lib/payments/apply-dispute';
import { releaseServices } from '@/lib/payments/release-services';
import { listDisputes } from '@/lib/screens/admin/disputes';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { givenTopUp, jobCtx, type StripeWorld, startStripeWorld, topUpRow } from './stripe-world';

let world: StripeWorld;

beforeAll(async () => {
  world = await startStripeWorld();
});
beforeEach(() => givenOperator({ disputeStopsServices: true }));
afterEach(async () => {
  world.stripe.chaos.reset();
  await world.stripe.settled();
  expect(await brokenLedgerRules()).toEqual([]);
});
afterAll(async () => {
  await givenOperator({ disputeStopsServices: false });
  await world.close();
});

const staff = (role?: 'owner' | 'support' | 'auditor') => staffCtx(new Date(), role);

async function givenPaid(customerId: number, amountMinor = 5_000n): Promise<string> {
  const { topUpId, sessionId } = await givenTopUp(customerId, amountMinor);
  world.stripe.pay(sessionId);
  await world.stripe.settled();
  return (await topUpRow(topUpId)).charge_id;
}

/** A running service of a customer who paid twice. */
async function givenTwoPayments() {
  const customerId = await givenCustomer();
  const charges = [await givenPaid(customerId), await givenPaid(customerId)] as const;
  const { itemId } = await givenPlan();
  const serviceId = await givenService({ customerId, itemId }, new Date());
  expect((await serviceNow(serviceId)).status).toBe('active');
  return { customerId, itemId, serviceId, charges };
}

async function disputed(charge: string): Promise<string> {
  const { id } = world.stripe.dispute(charge);
  await world.stripe.settled();
  return id;
}

async function decided(disputeId: string, outcome: 'won' | 'lost'): Promise<void> {
  world.stripe.decide(disputeId, outcome);
  await world.stripe.settled();
}

const letRun = (disputeId: string, role?: 'owner' | 'support' | 'auditor') =>
  releaseServices(staff(role), { disputeId, reason: 'Paid again in cash' });
const isStopped = { status: 'stopped', holds: ['dispute'] };
const runs = { status: 'active', holds: [] };

describe('services that disputes stop', () => {
  test('stay stopped while a second dispute is open, and run when both are won', async () => {
    const { serviceId, charges } = await givenTwoPayments();
    const first = await disputed(charges[0]);
    const second = await disputed(charges[1]);
    await decided(first, 'won');
    expect(await serviceNow(serviceId)).toMatchObject(isStopped);
    await decided(second, 'won');
    expect(await serviceNow(serviceId)).toMatchObject(runs);
  });

  test('stop for a dispute that is first seen when it is lost already', async () => {
    const { serviceId, charges } = await givenTwoPayments();
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { id } = world.stripe.dispute(charges[0]);
    world.stripe.decide(id, 'lost');
    await applyDispute(jobCtx(), { disputeId: id });
    expect(await serviceNow(serviceId)).toMatchObject(isStopped);
  });

  test('stop again when a dispute that was won is taken up again', async () => {
    const { serviceId, charges } = await givenTwoPayments();
    const dispute = await disputed(charges[0]);
    await decided(dispute, 'won');
    world.stripe.reopen(dispute);
    await world.stripe.settled();
    expect(await serviceNow(serviceId)).toMatchObject(isStopped);
  });

  test('include one that staff add meanwhile: it costs nothing until the dispute is won', async () => {
    const { customerId, itemId, charges } = await givenTwoPayments();
    const dispute = await disputed(charges[0]);
    await givenPaid(customerId, 10_000n);
    const before = await balanceOf(customerId);
    const serviceId = await givenService({ customerId, itemId }, new Date());
    expect((await serviceNow(serviceId)).holds).toContain('dispute');
    expect(await balanceOf(customerId)).toBe(before);
    await decided(dispute, 'won');
    expect(await serviceNow(serviceId)).toMatchObject(runs);
  });

  test('cannot be bought meanwhile, also from a sheet that was open before', async () => {
    const { customerId, itemId, charges } = await givenTwoPayments();
    const ctx = subscriberCtx(customerId, new Date());
    const request = { kind: 'new_service', itemId } as const;
    const { orderId, sealedQuote: quote } = await previewOrder(ctx, { customerId, request });
    const dispute = await disputed(charges[0]);
    const before = await balanceOf(customerId);
    const buy = () => placeOrder(ctx, { orderId, customerId, request, quote });
    await expect(buy()).rejects.toMatchObject({ key: 'dispute_stops_purchase' });
    await expect(previewOrder(ctx, { customerId, request })).rejects.toMatchObject({
      key: 'dispute_stops_purchase',
    });
    expect(await balanceOf(customerId)).toBe(before);
    await letRun(dispute);
    expect(await buy()).toMatchObject({ kind: 'executed' });
  });
});

describe('staff who let services run despite a dispute', () => {
  test('resume them after a lost dispute, with a reason, and not a second time', async () => {
    const { serviceId, charges } = await givenTwoPayments();
    const dispute = await disputed(charges[0]);
    await decided(dispute, 'lost');
    expect(await serviceNow(serviceId)).toMatchObject(isStopped);
    expect(await letRun(dispute)).toEqual({ kind: 'released' });
    expect(await serviceNow(serviceId)).toMatchObject(runs);
    await expect(letRun(dispute)).rejects.toMatchObject({ key: 'dispute_stops_nothing' });
    await expect(
      releaseServices(staff(), { disputeId: dispute, reason: ' ' }),
    ).rejects.toBeDefined();
  });

  test('are not overruled when the same dispute is reported again or lost', async () => {
    const { serviceId, charges } = await givenTwoPayments();
    const dispute = await disputed(charges[0]);
    await letRun(dispute);
    await decided(dispute, 'lost');
    await applyDispute(jobCtx(), { disputeId: dispute });
    expect(await serviceNow(serviceId)).toMatchObject(runs);
  });

  test('release one dispute only: another one still stops them', async () => {
    const { customerId, serviceId, charges } = await givenTwoPayments();
    const first = await disputed(charges[0]);
    const second = await disputed(charges[1]);
    expect(await letRun(first)).toEqual({ kind: 'stopped' });
    expect(await serviceNow(serviceId)).toMatchObject(isStopped);
    const shown = (await listDisputes(staff())).filter((row) => row.customerId === customerId);
    expect(shown.map(({ id, stopsServices }) => [id, stopsServices]).sort()).toEqual(
      [
        [first, false],
        [second, true],
      ].sort(),
    );
  });

  test('need the right to change services', async () => {
    const { charges } = await givenTwoPayments();
    const dispute = await disputed(charges[0]);
    await expect(letRun(dispute, 'auditor')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await letRun(dispute, 'support')).toEqual({ kind: 'released' });
  });
});
