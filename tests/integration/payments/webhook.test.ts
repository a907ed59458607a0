import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { POST } from '@/app/api/stripe/webhook/route';
import { closeDb, getSql } from '@/db/client';
import { resetEnv } from '@/lib/kit/env';
import { settleTopUp } from '@/lib/payments/settle-top-up';
import { sweepPendingTopUps } from '@/lib/payments/sweep-pending-top-ups';
import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import {
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
} from '@/tests/support/fixtures';
import { testDatabaseUrl } from '@/tests/support/test-database';
import {
  causesOf,
  givenTopUp,
  jobCtx,
  nowCtx,
  type StripeWorld,
  startStripeWorld,
  topUpRow,
} from './stripe-world';

const SECRET = 'whsec_integration';
const MINUTE = 60_000;
const DAY = 86_400_000;
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

function eventsOf(sessionId: string) {
  return world.stripe.objects.all('events').filter((one) => one.data.object['id'] === sessionId);
}

function sign(body: string, { ageSeconds = 0, secret = SECRET } = {}): string {
  const at = Math.floor(Date.now() / 1000) - ageSeconds;
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

function send(body: string, signature: string | null): Promise<Response> {
  const headers = new Headers(signature === null ? {} : { 'stripe-signature': signature });
  return POST(new Request('http://netpurse.test/', { method: 'POST', headers, body }));
}

async function paid(): Promise<{ customerId: number; topUpId: string; sessionId: string }> {
  const customerId = await givenCustomer();
  const topUp = await givenTopUp(customerId);
  world.stripe.pay(topUp.sessionId);
  return { customerId, ...topUp };
}

describe('a webhook request', () => {
  const body = () => {
    const [event] = world.stripe.objects.all('events');
    return JSON.stringify(event);
  };

  test('is refused with 400 when the body was changed after signing', async () => {
    await paid();
    const text = body();
    expect((await send(text.replace('evt_', 'evt_x'), sign(text))).status).toBe(400);
  });

  test.each([
    ['its signature is missing', () => null],
    ['its signature is no signature', () => 'nonsense'],
    ['it was signed with another secret', (text: string) => sign(text, { secret: 'whsec_other' })],
    ['it was signed more than five minutes ago', (text: string) => sign(text, { ageSeconds: 301 })],
  ])('is refused with 400 when %s', async (_name, signatureOf) => {
    await paid();
    const text = body();
    expect((await send(text, signatureOf(text))).status).toBe(400);
  });

  test('is refused with 400 while no secret is configured, even when signed with an empty one', async () => {
    await paid();
    const text = body();
    Object.assign(process.env, { STRIPE_WEBHOOK_SECRET: ' ' });
    resetEnv();
    const response = await send(text, sign(text, { secret: '' }));
    Object.assign(process.env, { STRIPE_WEBHOOK_SECRET: SECRET });
    resetEnv();
    expect(response.status).toBe(400);
  });
});

describe('a webhook request at the limits', () => {
  test('is refused with 413 when it is far larger than any event', async () => {
    const response = await send('x'.repeat(1_000_001), 't=1,v1=00');
    expect(response.status).toBe(413);
  });

  test('answers 200 to an exact copy of a request and does nothing', async () => {
    const { customerId, sessionId } = await paid();
    await world.stripe.settled();
    const [event] = eventsOf(sessionId);
    const text = JSON.stringify(event);
    const signature = sign(text);
    for (const _copy of [1, 2]) expect((await send(text, signature)).status).toBe(200);
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  test('answers 200 to an event about another account, and to an unknown one', async () => {
    const strange = JSON.stringify({
      id: 'evt_strange',
      object: 'event',
      type: 'customer.created',
      created: 1,
      api_version: '2020-01-01',
      data: { object: { id: 'cus_1', object: 'customer' } },
    });
    expect((await send(strange, sign(strange))).status).toBe(200);
  });

  test('is stored and answered with an error while Stripe is unreachable, and applied by the retry', async () => {
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { customerId, sessionId } = await paid();
    const completed = eventsOf(sessionId)[0]?.id ?? '';
    world.stripe.chaos.failNext({ kind: 'error_before_commit', times: 3 });
    expect(await world.stripe.resend(completed)).toBe('503');
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await world.stripe.resend(completed)).toBe('200');
    expect(await balanceOf(customerId)).toBe(2_000n);
  });
});

describe('payments whose webhooks go wrong', () => {
  test('duplicate events out of order leave one credit', async () => {
    world.stripe.chaos.setWebhooks({ shuffleWithinMs: 60, copies: 2 });
    const { customerId, topUpId } = await paid();
    await new Promise((resolve) => setTimeout(resolve, 150));
    await world.stripe.settled();
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect(await causesOf(customerId)).toEqual([`topup:${topUpId}`]);
  });

  test('lost webhooks are recovered by one sweep over pending top-ups', async () => {
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { customerId } = await paid();
    expect((await sweepPendingTopUps(jobCtx())).paid).toBe(0);
    const swept = await sweepPendingTopUps(jobCtx(11 * MINUTE));
    expect(swept.paid).toBe(1);
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  test('lost webhooks are recovered by the sweep over events', async () => {
    await sweepStripeEvents(jobCtx());
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { customerId } = await paid();
    expect((await sweepStripeEvents(jobCtx())).found).toBeGreaterThan(0);
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect((await sweepStripeEvents(jobCtx())).found).toBe(0);
  });

  test('lost webhooks are recovered although our clock ran ahead in an earlier sweep', async () => {
    await paid();
    await world.stripe.settled();
    await sweepStripeEvents(jobCtx(2 * DAY));
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { customerId } = await paid();
    await sweepStripeEvents(jobCtx());
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  test('a webhook three days late changes nothing', async () => {
    world.stripe.chaos.setWebhooks({ delayMs: 3 * DAY });
    const { customerId, topUpId } = await paid();
    await settleTopUp(nowCtx(customerId), { topUpId });
    world.stripe.advance(3 * DAY);
    await world.stripe.settled();
    expect(await causesOf(customerId)).toEqual([`topup:${topUpId}`]);
  });
});

describe('payments during an outage of ours', () => {
  test('a crash between storing an event and applying it is recovered, once', async () => {
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { customerId, topUpId, sessionId } = await paid();
    const [event] = eventsOf(sessionId);
    if (!event) throw new Error('no event');
    // The state left by a process that died after its first commit.
    const sql = getSql();
    await sql`insert into stripe_events (id, type, api_version, happened_at, received_at, payload)
      values (${event.id}, ${event.type}, ${event.api_version}, now(), now() - interval '5 minutes', ${JSON.stringify(event)}::jsonb)`;
    await sweepStripeEvents(jobCtx());
    await sweepStripeEvents(jobCtx());
    expect(await causesOf(customerId)).toEqual([`topup:${topUpId}`]);
  });

  test('while the database is down the webhook fails, and its retry credits', async () => {
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { customerId, topUpId, sessionId } = await paid();
    const url = testDatabaseUrl();
    await closeDb();
    Object.assign(process.env, { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' });
    resetEnv();
    const completed = eventsOf(sessionId)[0]?.id ?? '';
    const whileDown = await world.stripe.resend(completed);
    await closeDb();
    Object.assign(process.env, { DATABASE_URL: url });
    resetEnv();
    expect(whileDown).toBe('500');
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await world.stripe.resend(completed)).toBe('200');
    expect(await causesOf(customerId)).toEqual([`topup:${topUpId}`]);
  });
});

describe('expiry', () => {
  test('an expiry that arrives after the payment does not take the credit away', async () => {
    const { customerId, topUpId, sessionId } = await paid();
    await world.stripe.settled();
    const expired = JSON.stringify({
      id: 'evt_late_expiry',
      object: 'event',
      type: 'checkout.session.expired',
      created: 1,
      api_version: '2026-10-28.endive',
      data: { object: { id: sessionId, object: 'checkout.session' } },
    });
    expect((await send(expired, sign(expired))).status).toBe(200);
    expect((await topUpRow(topUpId)).status).toBe('paid');
    expect(await balanceOf(customerId)).toBe(2_000n);
  });

  test('an expired page ends its top-up without credit', async () => {
    const customerId = await givenCustomer();
    const { topUpId } = await givenTopUp(customerId);
    world.stripe.advance(DAY + MINUTE);
    await world.stripe.settled();
    expect((await topUpRow(topUpId)).status).toBe('expired');
    world.stripe.advance(-DAY - MINUTE);
  });

  test('a page paid before our record of it was written is still credited', async () => {
    world.stripe.chaos.setWebhooks({ dropShare: 1 });
    const { customerId, topUpId, sessionId } = await paid();
    await getSql()`update top_ups set checkout_session_id = null, checkout_url = null, status = 'created'
      where id = ${topUpId}`;
    await world.stripe.resend(eventsOf(sessionId)[0]?.id ?? '');
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect((await topUpRow(topUpId)).checkout_session_id).toBe(sessionId);
  });
});
