import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Chaos } from './chaos';
import { followIntent, type Submitted, submitSession } from './checkout';
import { Clock } from './clock';
import { decideDispute, openDispute, reopenDispute } from './disputes';
import { answerChallenge, armProcessing, armVoucher } from './intent-confirmation';
import { listen } from './listen';
import type { Charge, Delivery, Dispute, Payout, Session } from './objects';
import { behaviourOf, storeCard } from './payment-methods';
import { decidePayout } from './payouts';
import { Random } from './random';
import { armRefund } from './refunds';
import { armExpiry } from './sessions';
import { Store } from './store';
import { isVoucherOpen } from './vouchers';
import { WebhookSender } from './webhooks';
import { type Config, World } from './world';

export type StandInOptions = {
  /** Loopback port of the API and the pages; 0 or absent picks a free one. */
  port?: number;
  /** Origin of the hosted pages for the payer's browser; defaults to the loopback address. */
  publicUrl?: string;
  webhookUrl?: string;
  webhookSecret: string;
  merchant?: string;
  /** The clock; defaults to the machine's. */
  now?: () => number;
  /** The same seed gives the same ids and chaos; defaults to random. */
  seed?: string;
  /** Path of a JSON file that persists all objects across restarts. */
  saveTo?: string;
  /** Delay of bank debits and late refunds (default 3 s). */
  settleAfterMs?: number;
  /** Required when NODE_ENV is production: declares this deployment a demo. */
  isDemo?: boolean;
};

export type StripeStandIn = {
  port: number;
  /** Base address for the API client, on loopback. */
  apiBase: string;
  publicUrl: string;
  chaos: Chaos;
  objects: Store;
  /** Pays an open session with a test number or alias and approves any bank challenge. */
  pay(sessionId: string, card?: string): Session;
  /** Pays like `pay`, but stops at the bank challenge. */
  submit(sessionId: string, card: string): Submitted;
  /** `amount` is in Stripe's units; defaults to everything not yet refunded. */
  dispute(chargeId: string, kind?: 'fraudulent' | 'inquiry', amount?: number): Dispute;
  decide(disputeId: string, outcome: 'won' | 'lost'): Dispute;
  /** The bank takes up a dispute again that it had decided for the merchant, and takes the money again. */
  reopen(disputeId: string): Dispute;
  /** Books the following movements in the account's own currency; null books each in its own. */
  settleIn(settlement: { currency: string; perThousand: number } | null): void;
  /** The bank receives a payout, or returns it, which it may do after it received it. */
  bankPayout(payoutId: string, outcome: 'paid' | 'failed'): Payout;
  deliveries(): Delivery[];
  resend(eventId: string): Promise<string>;
  /** Resolves when no webhook request is in flight. */
  settled(): Promise<void>;
  /** Advances the stand-in's clock; retries, expiries and delayed outcomes now due happen at once. */
  advance(byMs: number): void;
  setWebhookUrl(url: string): void;
  close(): Promise<void>;
};

const SETTLE_AFTER_MS = 3_000;

/** Starts the stand-in for Stripe. Throws in production unless `isDemo` is set. */
export async function startStripeStandIn(options: StandInOptions): Promise<StripeStandIn> {
  if (process.env['NODE_ENV'] === 'production' && !options.isDemo) {
    throw new Error('The Stripe stand-in takes no real money: it does not start in production.');
  }
  const store = new Store(options.saveTo);
  const saved = store.load();
  const random = new Random(options.seed ?? saved?.seed ?? randomUUID(), saved?.drawn ?? 0);
  store.position = () => ({ seed: random.seed, drawn: random.drawn });
  const config = {
    publicUrl: options.publicUrl ?? '',
    merchant: options.merchant ?? 'Netpurse',
    settleAfterMs: options.settleAfterMs ?? SETTLE_AFTER_MS,
    settlement: null as Config['settlement'],
  };
  const world = new World({ store, clock: new Clock(options.now ?? Date.now), random, config });
  const chaos = new Chaos();
  const { webhookUrl, webhookSecret } = options;
  const endpointAt = (url: string) => ({ url, secret: webhookSecret });
  const sender = new WebhookSender(world, chaos, webhookUrl ? endpointAt(webhookUrl) : null);
  world.onEvent = (event) => sender.enqueue(event);
  world.onIntentSettled = (intent) => followIntent(world, intent);
  const server = await listen({ world, chaos, sender }, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const apiBase = `http://127.0.0.1:${port}`;
  config.publicUrl ||= apiBase;
  if (saved) resume(world, sender);
  return {
    port,
    apiBase,
    publicUrl: config.publicUrl,
    chaos,
    objects: store,
    pay: (sessionId, card = '4242424242424242') => pay(world, sessionId, card),
    submit: (sessionId, card) => submit(world, sessionId, card),
    dispute: (chargeId, kind = 'fraudulent', amount) =>
      openDispute(world, world.get('charges', chargeId) as Charge, kind, amount),
    decide: (disputeId, outcome) => {
      const dispute = world.get('disputes', disputeId);
      decideDispute(world, dispute, outcome);
      return dispute;
    },
    reopen: (disputeId) => reopenDispute(world, world.get('disputes', disputeId)),
    settleIn: (settlement) => {
      config.settlement = settlement;
    },
    bankPayout: (payoutId, outcome) => decidePayout(world, world.get('payouts', payoutId), outcome),
    deliveries: () => store.all('deliveries'),
    resend: (eventId) => sender.resend(eventId),
    settled: () => sender.settled(),
    advance: (byMs) => world.clock.advance(byMs),
    setWebhookUrl: (url) => {
      sender.endpoint = endpointAt(url);
    },
    close: async () => {
      world.clock.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await sender.settled();
      store.save();
    },
  };
}

function submit(world: World, sessionId: string, card: string): Submitted {
  const session = world.get('sessions', sessionId);
  return submitSession(world, session, { method: storeCard(world, { number: card }) });
}

function pay(world: World, sessionId: string, card: string): Session {
  const session = world.get('sessions', sessionId);
  const submitted = submit(world, sessionId, card);
  if (submitted.next === 'challenge') {
    answerChallenge(world, world.get('paymentIntents', String(session.payment_intent)), true);
  }
  return session;
}

/** Timers die with the process, so everything pending is scheduled again. */
function resume(world: World, sender: WebhookSender): void {
  for (const session of world.store.all('sessions')) {
    if (session.status === 'open') armExpiry(world, session);
  }
  for (const intent of world.store.all('paymentIntents')) {
    if (typeof intent.payment_method !== 'string') continue;
    const method = world.get('paymentMethods', intent.payment_method);
    const card = behaviourOf(world, method.id);
    if (intent.status === 'processing') armProcessing(world, intent, method, card);
    if (isVoucherOpen(intent)) armVoucher(world, intent, method, card);
  }
  for (const refund of world.store.all('refunds')) {
    if (refund.status === 'pending') armRefund(world, refund);
  }
  sender.resume();
}
