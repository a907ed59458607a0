import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StripeStandIn } from './stand-in';
import { clientOf, SECRET, sessionParams, startForTest, startReceiver } from './test-support';

let receiver: Awaited<ReturnType<typeof startReceiver>>;
let standIn: StripeStandIn;

beforeEach(async () => {
  receiver = await startReceiver();
  standIn = await startForTest({ webhookUrl: receiver.url });
});
afterEach(async () => {
  await standIn.close();
  await receiver.close();
});

async function paySession() {
  const session = await clientOf(standIn).checkout.sessions.create(sessionParams());
  standIn.pay(session.id);
  await standIn.settled();
  return session;
}

const eventId = (type: string) =>
  standIn.objects.all('events').find((event) => event.type === type)?.id ?? '';

describe('webhook delivery', () => {
  test("signs each event so that the vendor's library accepts it", async () => {
    await paySession();
    const [first] = receiver.received;
    const stripe = clientOf(standIn);
    const event = stripe.webhooks.constructEvent(first?.body ?? '', first?.signature ?? '', SECRET);
    expect(event.object).toBe('event');
    expect(receiver.types().sort()).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
  });

  test('retries with growing delays until a 2xx, with the same event id', async () => {
    receiver.answerWith(307);
    await paySession();
    const id = eventId('checkout.session.completed');
    const sent = () => receiver.received.filter(({ event }) => event.id === id).length;
    expect(sent()).toBe(1);
    receiver.answerWith(200);
    standIn.advance(5_000);
    await standIn.settled();
    expect(sent()).toBe(2);
    standIn.advance(24 * 3_600_000);
    await standIn.settled();
    expect(sent()).toBe(2);
    expect(standIn.objects.find('events', id)?.pending_webhooks).toBe(0);
  });

  test('gives up after three days and can still be resent manually', async () => {
    receiver.answerWith(500);
    await paySession();
    for (let step = 0; step < 20; step += 1) {
      standIn.advance(12 * 3_600_000);
      await standIn.settled();
    }
    const id = eventId('checkout.session.completed');
    const delivery = standIn.deliveries().find((one) => one.eventId === id);
    expect(delivery?.state).toBe('failed');
    receiver.answerWith(200);
    expect(await standIn.resend(id)).toBe('200');
    expect(delivery?.state).toBe('delivered');
  });
});

describe('chaos in delivery', () => {
  test('lost events stay listed as undelivered', async () => {
    standIn.chaos.setWebhooks({ dropTypes: ['checkout.session.completed'] });
    await paySession();
    expect(receiver.types()).not.toContain('checkout.session.completed');
    const lost = await clientOf(standIn).events.list({
      types: ['checkout.session.completed'],
      delivery_success: false,
    });
    expect(lost.data).toHaveLength(1);
  });

  test('sends copies at the same time when asked to', async () => {
    standIn.chaos.setWebhooks({ copies: 5 });
    await paySession();
    const completed = receiver.received.filter(
      ({ event }) => event.type === 'checkout.session.completed',
    );
    expect(completed).toHaveLength(5);
  });

  test('a bad signature is rejected by the library, but not beside a good one', async () => {
    const stripe = clientOf(standIn);
    const verify = () => {
      const last = receiver.received.at(-1);
      return stripe.webhooks.constructEvent(last?.body ?? '', last?.signature ?? '', SECRET);
    };
    standIn.chaos.setWebhooks({ badSignature: true });
    await paySession();
    expect(verify).toThrow('signature');
    standIn.chaos.setWebhooks({ badSignature: false, twoSignatures: true });
    await paySession();
    expect(verify).not.toThrow();
  });

  test('renders events in another API version when asked to', async () => {
    standIn.chaos.setWebhooks({ apiVersion: '2024-06-20' });
    await paySession();
    expect(receiver.received[0]?.event.api_version).toBe('2024-06-20');
  });
});

test('a restart keeps objects and resumes undelivered events', async () => {
  const saveTo = join(mkdtempSync(join(tmpdir(), 'stand-in-')), 'stripe.json');
  const first = await startForTest({ saveTo, webhookUrl: 'http://127.0.0.1:1/nobody' });
  const session = await clientOf(first).checkout.sessions.create(sessionParams());
  first.pay(session.id);
  await first.close();
  const second = await startForTest({ saveTo, webhookUrl: receiver.url });
  expect((await clientOf(second).checkout.sessions.retrieve(session.id)).payment_status).toBe(
    'paid',
  );
  second.advance(10_000);
  await second.settled();
  expect(receiver.types()).toContain('checkout.session.completed');
  const other = await clientOf(second).checkout.sessions.create(sessionParams());
  expect(other.id).not.toBe(session.id);
  await second.close();
});
