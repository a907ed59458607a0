import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StripeStandIn } from './stand-in';
import { clientOf, sessionParams, startForTest } from './test-support';

let standIn: StripeStandIn;
let stripe: Stripe;

beforeAll(async () => {
  standIn = await startForTest();
  stripe = clientOf(standIn);
});
afterAll(() => standIn.close());

async function openSession(amount = 500) {
  return stripe.checkout.sessions.create(sessionParams(amount));
}

const offSession = (payment_method: string, customer?: string) => ({
  amount: 700,
  currency: 'usd',
  payment_method,
  confirm: true,
  off_session: true,
  error_on_requires_action: true,
  ...(customer ? { customer } : {}),
});

describe('a checkout session', () => {
  test('is paid once and then accepts no more payments', async () => {
    const session = await openSession();
    standIn.pay(session.id);
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent.latest_charge', 'line_items'],
    });
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', url: null });
    expect(paid.payment_intent).toMatchObject({
      status: 'succeeded',
      metadata: { top_up: 't1' },
      latest_charge: { paid: true, amount: 500 },
    });
    expect(paid.line_items?.data[0]).toMatchObject({ amount_total: 500, description: 'Top-up' });
    expect(() => standIn.pay(session.id)).toThrow('complete');
  });

  test('stays open after a decline and accepts another card', async () => {
    const session = await openSession();
    expect(() => standIn.pay(session.id, '4000000000009995')).toThrow('insufficient funds');
    const open = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent'],
    });
    expect(open.status).toBe('open');
    expect(open.payment_intent).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds' },
    });
    standIn.pay(session.id);
    expect(standIn.objects.find('sessions', session.id)?.payment_status).toBe('paid');
  });

  test('completes unpaid for a bank debit and becomes paid when the money arrives', async () => {
    const session = await openSession();
    standIn.pay(session.id, 'AT611904300234573201');
    const now = await stripe.checkout.sessions.retrieve(session.id);
    expect(now).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    standIn.advance(1_000);
    const later = await stripe.checkout.sessions.retrieve(session.id);
    expect(later.payment_status).toBe('paid');
  });

  test('expires on time and cannot be paid afterwards', async () => {
    const own = await startForTest();
    const session = await clientOf(own).checkout.sessions.create(sessionParams());
    own.advance(24 * 3_600_000 + 1_000);
    expect(own.objects.find('sessions', session.id)).toMatchObject({
      status: 'expired',
      url: null,
    });
    expect(() => own.pay(session.id)).toThrow('expired');
    await own.close();
  });

  test.each([
    ['an amount under the minimum', sessionParams(49), 'amount_too_small'],
    ['an amount over eight digits', sessionParams(100_000_000), 'amount_too_large'],
    ['a success address that is no URL', { ...sessionParams(), success_url: 'x' }, 'url_invalid'],
  ])('refuses %s', async (_name, params, code) => {
    await expect(stripe.checkout.sessions.create(params)).rejects.toMatchObject({ code });
  });

  test('refuses an expiry outside 30 minutes to 24 hours', async () => {
    const expires_at = Math.floor(Date.now() / 1000) + 60;
    await expect(
      stripe.checkout.sessions.create({ ...sessionParams(), expires_at }),
    ).rejects.toMatchObject({ param: 'expires_at' });
  });
});

describe('a payment without the cardholder', () => {
  test('fails with authentication_required and detaches the card from the intent', async () => {
    const error = await stripe.paymentIntents
      .create(offSession('pm_card_authenticationRequired'))
      .catch((caught: Stripe.errors.StripeCardError) => caught);
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      payment_intent: { status: 'requires_payment_method', payment_method: null },
    });
  });

  test('succeeds for a card whose bank approved it when it was saved', async () => {
    const customer = await stripe.customers.create({});
    const setup = await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      confirm: true,
    });
    expect(setup.status).toBe('requires_action');
    await fetch(setup.next_action?.redirect_to_url?.url ?? '', {
      method: 'POST',
      body: 'answer=complete',
      redirect: 'manual',
    });
    const saved = await stripe.customers.listPaymentMethods(customer.id);
    const intent = await stripe.paymentIntents.create(
      offSession(saved.data[0]?.id ?? '', customer.id),
    );
    expect(intent.status).toBe('succeeded');
  });

  test('declines a card that could be saved but not charged', async () => {
    const customer = await stripe.customers.create({});
    const method = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    });
    await expect(
      stripe.paymentIntents.create(offSession(method.id, customer.id)),
    ).rejects.toMatchObject({ code: 'card_declined' });
  });
});

describe('refunds and disputes', () => {
  const charged = async (payment_method: string) => {
    const intent = await stripe.paymentIntents.create({
      amount: 1_000,
      currency: 'usd',
      payment_method,
      confirm: true,
    });
    return { intent: intent.id, charge: String(intent.latest_charge) };
  };

  test('partial refunds never add up to more than the charge', async () => {
    const { charge } = await charged('pm_card_visa');
    await stripe.refunds.create({ charge, amount: 600 });
    await expect(stripe.refunds.create({ charge, amount: 500 })).rejects.toMatchObject({
      param: 'amount',
    });
    await stripe.refunds.create({ charge });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  test('a late failure makes the charge refundable again and returns the money to the balance', async () => {
    const { charge } = await charged('pm_card_refundFail');
    const refund = await stripe.refunds.create({ charge });
    expect(refund.status).toBe('succeeded');
    standIn.advance(1_000);
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('failed');
    expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(0);
  });

  test('a pending refund succeeds later', async () => {
    const { charge } = await charged('pm_card_pendingRefund');
    const refund = await stripe.refunds.create({ charge });
    expect(refund.status).toBe('pending');
    standIn.advance(1_000);
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
  });

  test('a dispute takes the money at once and gives it back when won', async () => {
    const { intent, charge } = await charged('pm_card_createDispute');
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent })).data;
    expect(dispute).toMatchObject({
      status: 'needs_response',
      balance_transactions: [{ amount: -1_000 }],
    });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
      code: 'charge_disputed',
    });
    const won = await stripe.disputes.update(dispute?.id ?? '', {
      evidence: { uncategorized_text: 'winning_evidence' },
    });
    expect(won.status).toBe('won');
    expect(won.balance_transactions.map(({ amount }) => amount)).toEqual([-1_000, 1_000]);
  });

  test('an inquiry moves no money', async () => {
    const { intent } = await charged('pm_card_createDisputeInquiry');
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent })).data;
    expect(dispute).toMatchObject({ status: 'warning_needs_response', balance_transactions: [] });
    const closed = await stripe.disputes.close(dispute?.id ?? '');
    expect(closed.status).toBe('warning_closed');
  });
});
