import type { Clock } from './clock';
import { missing } from './errors';
import type { CollectionName, Collections, PaymentIntent, StoredEvent } from './objects';
import type { Random } from './random';
import type { Store } from './store';

export type Config = {
  /** Origin of the hosted pages as the payer's browser sees it. */
  publicUrl: string;
  merchant: string;
  /** Delay of delayed methods and late refunds, on the stand-in's clock. */
  settleAfterMs: number;
  /** The account's own currency and how many thousandths of it one unit is worth; null settles every currency as it is. */
  settlement: { currency: string; perThousand: number } | null;
};

/** The request that causes a change; events carry its id and key. */
export type Cause = {
  requestId: string | null;
  idempotencyKey: string | null;
};

export const API_VERSION = '2026-10-28.endive';

const nouns: Partial<Record<CollectionName, string>> = {
  customers: 'customer',
  products: 'product',
  prices: 'price',
  sessions: 'checkout.session',
  paymentIntents: 'payment_intent',
  setupIntents: 'setupintent',
  paymentMethods: 'PaymentMethod',
  charges: 'charge',
  refunds: 'refund',
  disputes: 'dispute',
  balanceTransactions: 'balance transaction',
  payouts: 'payout',
  events: 'event',
};

/** State shared by the state machines: objects, time, ids and the outlet for events. */
export class World {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: Config;
  cause: Cause = { requestId: null, idempotencyKey: null };
  onEvent: (event: StoredEvent) => void = () => {};
  /** Called when a payment is final, so that waiting checkout sessions follow. */
  onIntentSettled: (intent: PaymentIntent) => void = () => {};

  constructor(parts: { store: Store; clock: Clock; random: Random; config: Config }) {
    this.store = parts.store;
    this.clock = parts.clock;
    this.random = parts.random;
    this.config = parts.config;
  }

  get<Name extends CollectionName>(name: Name, id: string, param?: string): Collections[Name] {
    const found = this.store.find(name, id);
    if (!found) throw missing(nouns[name] ?? name, id, param);
    return found;
  }

  /** Records an event with a snapshot of the object and queues it for delivery. */
  emit(type: string, object: object, previous?: Record<string, unknown>): StoredEvent {
    this.store.touched();
    const event = this.store.put('events', {
      id: this.random.id('evt'),
      object: 'event',
      api_version: API_VERSION,
      created: this.clock.seconds(),
      data: {
        object: structuredClone(object) as Record<string, unknown>,
        ...(previous ? { previous_attributes: previous } : {}),
      },
      livemode: false,
      pending_webhooks: 0,
      request: { id: this.cause.requestId, idempotency_key: this.cause.idempotencyKey },
      type,
    });
    this.onEvent(event);
    return event;
  }

  /** Schedules the vendor's background work, which belongs to no request. */
  later(delayMs: number, run: () => void): void {
    this.clock.in(delayMs, () => {
      this.cause = { requestId: null, idempotencyKey: null };
      run();
    });
  }
}
