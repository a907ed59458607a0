import Stripe from 'stripe';
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

async function errorOf(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('the wire', () => {
  test('refuses live keys and wrong keys as authentication errors', async () => {
    for (const key of ['sk_live_abcdef', 'nonsense']) {
      const client = new Stripe(key, { host: '127.0.0.1', port: standIn.port, protocol: 'http' });
      const error = await errorOf(client.customers.list());
      expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    }
  });

  test('names an unknown parameter and its position', async () => {
    const params = { ...sessionParams(), payment_intent_data: { wrong: '1' } };
    const error = await errorOf(
      stripe.checkout.sessions.create(params as Stripe.Checkout.SessionCreateParams),
    );
    expect(error).toMatchObject({
      statusCode: 400,
      code: 'parameter_unknown',
      param: 'payment_intent_data[wrong]',
    });
  });

  test('returns 404 for an unknown id in the path and 400 in a parameter', async () => {
    const byAddress = await errorOf(stripe.checkout.sessions.retrieve('cs_test_none'));
    expect(byAddress).toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'id' });
    const byParam = await errorOf(stripe.refunds.create({ charge: 'ch_none' }));
    expect(byParam).toMatchObject({ statusCode: 400, code: 'resource_missing', param: 'charge' });
  });

  test('returns JSON for an unknown path', async () => {
    const response = await fetch(`${standIn.apiBase}/v1/nothing`, {
      headers: { authorization: 'Bearer sk_test_standin' },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});

describe('reading', () => {
  test('pages lists by cursor, newest first, in both directions', async () => {
    for (const name of ['a', 'b', 'c']) {
      await stripe.customers.create({ name, email: 'page@example.test' });
    }
    const email = 'page@example.test';
    const first = await stripe.customers.list({ limit: 2, email });
    expect(first.data.map(({ name }) => name)).toEqual(['c', 'b']);
    expect(first.has_more).toBe(true);
    const last = first.data.at(-1)?.id ?? '';
    const second = await stripe.customers.list({ limit: 2, email, starting_after: last });
    expect(second.data.map(({ name }) => name)).toEqual(['a']);
    const before = await stripe.customers.list({
      email,
      ending_before: second.data[0]?.id ?? '',
    });
    expect(before.data.map(({ name }) => name)).toEqual(['c', 'b']);
  });

  test('expands nested ids and refuses what cannot be expanded', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 900,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      expand: ['latest_charge.balance_transaction'],
    });
    expect(intent.latest_charge).toMatchObject({
      balance_transaction: { amount: 900, fee: 56, net: 844 },
    });
    const error = await errorOf(stripe.paymentIntents.retrieve(intent.id, { expand: ['amount'] }));
    expect(error.message).toContain('cannot be expanded');
    expect(error.message).toContain('amount');
  });

  test('limits metadata as the vendor does', async () => {
    const error = await errorOf(stripe.customers.create({ metadata: { note: 'x'.repeat(501) } }));
    expect(error).toMatchObject({ statusCode: 400, param: 'metadata[note]' });
  });

  test('rejects API calls that came through a front door', async () => {
    const response = await fetch(`${standIn.apiBase}/v1/customers`, {
      headers: { authorization: 'Bearer sk_test_standin', 'x-forwarded-host': 'stripe.localhost' },
    });
    expect(response.status).toBe(404);
  });
});

describe('idempotency', () => {
  const keyed = (key: string) => ({ idempotencyKey: key });

  test('replays the first result for the same key and parameters', async () => {
    const first = await stripe.checkout.sessions.create(sessionParams(), keyed('k1'));
    const second = await stripe.checkout.sessions.create(sessionParams(), keyed('k1'));
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
  });

  test('refuses a key that was used with other parameters', async () => {
    await stripe.checkout.sessions.create(sessionParams(500), keyed('k2'));
    const error = await errorOf(stripe.checkout.sessions.create(sessionParams(600), keyed('k2')));
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  test('returns 409 while the first request with the key is in progress', async () => {
    // The first request is still unanswered when the other arrives.
    standIn.chaos.failNext({ kind: 'slow', path: '/sessions' });
    const send = () => stripe.checkout.sessions.create(sessionParams(), keyed('k3'));
    const error = await errorOf(Promise.race([send(), send()]));
    expect(error.statusCode).toBe(409);
  });

  test('does not keep a refused request, so the corrected one passes', async () => {
    await errorOf(stripe.checkout.sessions.create(sessionParams(1), keyed('k4')));
    const session = await stripe.checkout.sessions.create(sessionParams(500), keyed('k4'));
    expect(session.status).toBe('open');
  });

  test('forgets keys after a day', async () => {
    const own = await startForTest();
    const client = clientOf(own);
    const first = await client.customers.create({}, keyed('k5'));
    own.advance(25 * 3_600_000);
    const second = await client.customers.create({}, keyed('k5'));
    expect(second.id).not.toBe(first.id);
    await own.close();
  });
});

describe('API faults', () => {
  test('a connection cut after the commit leaves one object for the retry', async () => {
    const client = clientOf(standIn, { retries: 2 });
    standIn.chaos.failNext({ kind: 'reset_after_commit', path: '/sessions' });
    const before = standIn.objects.all('sessions').length;
    await client.checkout.sessions.create(sessionParams(), { idempotencyKey: 'cut' });
    expect(standIn.objects.all('sessions').length).toBe(before + 1);
  });

  test('a rate limit is its own error class', async () => {
    standIn.chaos.failNext({ kind: 'rate_limit' });
    const error = await errorOf(stripe.customers.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
  });

  test('a server error after the commit is kept as the result of its key', async () => {
    standIn.chaos.failNext({ kind: 'error_after_commit' });
    const key = { idempotencyKey: 'late-500' };
    expect((await errorOf(stripe.customers.create({}, key))).statusCode).toBe(500);
    expect((await errorOf(stripe.customers.create({}, key))).statusCode).toBe(500);
  });
});

test('does not start in production unless the deployment says it is a demo', async () => {
  const before = process.env['NODE_ENV'];
  Object.assign(process.env, { NODE_ENV: 'production' });
  try {
    await expect(startForTest()).rejects.toThrow('production');
    await (await startForTest({ isDemo: true })).close();
  } finally {
    Object.assign(process.env, { NODE_ENV: before });
  }
});
