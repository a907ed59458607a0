import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StripeStandIn } from './stand-in';
import { clientOf, sessionParams, startForTest } from './test-support';

let standIn: StripeStandIn;

beforeEach(async () => {
  standIn = await startForTest({ settleAfterMs: 60_000 });
});
afterEach(() => standIn.close());

async function openSession(currency: string) {
  const params = sessionParams(5_000);
  const [line] = params.line_items ?? [];
  if (line?.price_data) line.price_data.currency = currency;
  return clientOf(standIn).checkout.sessions.create(params);
}

async function intentOf(sessionId: string) {
  const stripe = clientOf(standIn);
  const session = await stripe.checkout.sessions.retrieve(sessionId, {
    expand: ['payment_intent'],
  });
  if (session.payment_intent === null || typeof session.payment_intent === 'string') {
    throw new Error('the intent was not expanded');
  }
  return { session, intent: session.payment_intent };
}

describe('a voucher', () => {
  test.each([
    ['OXXO', 'mxn', 'oxxo_display_details'],
    ['BOLETO', 'brl', 'boleto_display_details'],
  ])(
    'completes the session unpaid and keeps the instructions: %s',
    async (method, currency, type) => {
      const { id } = await openSession(currency);
      standIn.pay(id, method);
      const { session, intent } = await intentOf(id);
      expect([session.status, session.payment_status]).toEqual(['complete', 'unpaid']);
      expect([intent.status, intent.next_action?.type]).toEqual(['requires_action', type]);
      const voucher =
        intent.next_action?.oxxo_display_details ?? intent.next_action?.boleto_display_details;
      const page = await fetch(voucher?.hosted_voucher_url ?? '');
      expect(await page.text()).toContain('Test voucher');
    },
  );

  test('is refused in another currency than its own', async () => {
    const { id } = await openSession('usd');
    expect(() => standIn.pay(id, 'OXXO')).toThrow(/currency provided \(usd\) is invalid/);
  });

  test('of a bank transfer needs a customer', async () => {
    const { id } = await openSession('eur');
    expect(() => standIn.pay(id, 'BANKTRANSFER')).toThrow(/customer is required/);
  });

  test('that expires makes no charge, and leaves the session complete and unpaid', async () => {
    const { id } = await openSession('mxn');
    standIn.pay(id, 'OXXOEXPIRES');
    standIn.advance(3 * 86_400_000);
    const { session, intent } = await intentOf(id);
    expect([session.status, session.payment_status]).toEqual(['complete', 'unpaid']);
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      next_action: null,
      latest_charge: null,
      last_payment_error: { code: 'payment_intent_payment_attempt_expired' },
    });
    expect(standIn.objects.all('events').map(({ type }) => type)).toContain(
      'checkout.session.async_payment_failed',
    );
  });

  test('does not go to the page of a bank', async () => {
    const { id } = await openSession('mxn');
    standIn.pay(id, 'OXXO');
    const { intent } = await intentOf(id);
    const page = await fetch(`${standIn.publicUrl}/c/3ds/${intent.id}`, { redirect: 'manual' });
    expect(page.status).toBe(303);
  });
});
