import { createHmac } from 'node:crypto';
import type { Chaos } from './chaos';
import type { Delivery, StoredEvent } from './objects';
import type { World } from './world';

const TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 12 * 3_600_000;
const GIVE_UP_AFTER_MS = 3 * 86_400_000;

export type Endpoint = {
  url: string;
  secret: string;
};

/**
 * Sends events to the merchant's endpoint as the vendor does: at least once, in no guaranteed order, each attempt
 * freshly signed, and anything but a 2xx retried with growing delays for three days.
 */
export class WebhookSender {
  endpoint: Endpoint | null;
  private readonly world: World;
  private readonly chaos: Chaos;
  private readonly inFlight = new Set<Promise<void>>();

  constructor(world: World, chaos: Chaos, endpoint: Endpoint | null) {
    this.world = world;
    this.chaos = chaos;
    this.endpoint = endpoint;
  }

  /** Queues a new event; the first attempt is immediate unless chaos delays it. */
  enqueue(event: StoredEvent): void {
    if (!this.endpoint) return;
    const delivery = this.world.store.put('deliveries', {
      id: this.world.random.id('wd'),
      eventId: event.id,
      state: 'waiting',
      attempts: [],
      nextAttemptAt: null,
    });
    event.pending_webhooks = 1;
    const { dropTypes, dropShare, delayMs, shuffleWithinMs } = this.chaos.webhooks;
    const isDropped =
      dropTypes.includes(event.type) || (dropShare > 0 && this.world.random.fraction() < dropShare);
    if (isDropped) {
      delivery.state = 'dropped';
      return;
    }
    const shuffle = shuffleWithinMs > 0 ? this.world.random.fraction() * shuffleWithinMs : 0;
    this.schedule(delivery, delayMs + shuffle);
  }

  /** Sends one event again, immediately and whatever its state, and resolves to the receiver's status. */
  async resend(eventId: string): Promise<string> {
    const event = this.world.get('events', eventId);
    const delivery = this.deliveryOf(eventId);
    const outcome = await this.post(event);
    if (delivery) this.note(delivery, outcome);
    return outcome;
  }

  /** Resumes deliveries left unfinished by a saved state. */
  resume(): void {
    for (const delivery of this.world.store.all('deliveries')) {
      if (delivery.state === 'waiting') {
        this.schedule(
          delivery,
          Math.max(0, (delivery.nextAttemptAt ?? 0) - this.world.clock.now()),
        );
      }
    }
  }

  /** Resolves when no request is in flight. */
  async settled(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  private deliveryOf(eventId: string): Delivery | undefined {
    return this.world.store.all('deliveries').find((delivery) => delivery.eventId === eventId);
  }

  private schedule(delivery: Delivery, delayMs: number): void {
    delivery.nextAttemptAt = this.world.clock.now() + delayMs;
    if (delayMs === 0) this.start(delivery);
    else this.world.clock.in(delayMs, () => this.start(delivery));
  }

  private start(delivery: Delivery): void {
    const attempt = this.attempt(delivery);
    this.inFlight.add(attempt);
    void attempt.finally(() => this.inFlight.delete(attempt));
  }

  private async attempt(delivery: Delivery): Promise<void> {
    if (delivery.state !== 'waiting') return;
    const event = this.world.get('events', delivery.eventId);
    const copies = Array.from({ length: Math.max(1, this.chaos.webhooks.copies) }, () =>
      this.post(event),
    );
    const outcomes = await Promise.all(copies);
    for (const outcome of outcomes) this.note(delivery, outcome);
    if (this.hasDelivered(delivery)) return;
    const age = this.world.clock.now() - event.created * 1000;
    if (age > GIVE_UP_AFTER_MS) {
      delivery.state = 'failed';
      delivery.nextAttemptAt = null;
      return;
    }
    const pause = FIRST_RETRY_MS * 4 ** (delivery.attempts.length - 1);
    this.schedule(delivery, Math.min(pause, LONGEST_RETRY_MS));
  }

  private hasDelivered(delivery: Delivery): boolean {
    return delivery.state === 'delivered';
  }

  private note(delivery: Delivery, outcome: string): void {
    delivery.attempts.push({ at: this.world.clock.now(), outcome });
    if (/^2\d\d$/.test(outcome)) {
      delivery.state = 'delivered';
      delivery.nextAttemptAt = null;
      this.world.get('events', delivery.eventId).pending_webhooks = 0;
    }
    this.world.store.touched();
  }

  private async post(event: StoredEvent): Promise<string> {
    if (!this.endpoint) return 'no endpoint';
    const { apiVersion } = this.chaos.webhooks;
    const body = JSON.stringify(
      apiVersion ? { ...event, api_version: apiVersion } : event,
      null,
      2,
    );
    try {
      const response = await fetch(this.endpoint.url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': this.sign(body, this.endpoint.secret),
        },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.arrayBuffer();
      return String(response.status);
    } catch (error) {
      // An unreachable receiver is an outcome of the attempt, and the retries continue.
      return error instanceof Error ? error.name : 'error';
    }
  }

  private sign(body: string, secret: string): string {
    const { badSignature, twoSignatures } = this.chaos.webhooks;
    const at = this.world.clock.signingSeconds();
    const key = badSignature ? `${secret}-wrong` : secret;
    const v1 = (withKey: string) =>
      createHmac('sha256', withKey).update(`${at}.${body}`).digest('hex');
    const extra = twoSignatures ? `v1=${v1(`${secret}-retired`)},` : '';
    return `t=${at},${extra}v1=${v1(key)}`;
  }
}
