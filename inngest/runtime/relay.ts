import type { Inngest, InngestFunction } from 'inngest';
import { serve } from 'inngest/edge';
import type { Ctx } from '@/lib/context';
import { RELAY_BATCH_MAX, relayOutbox } from '@/lib/jobs/relay-outbox';
import { type Subscription, subscribe } from '@/lib/jobs/subscribe';
import { log } from '@/lib/kit/log';
import { Alarm } from './alarm';
import { type Clock, databaseClock } from './clock';

type RelayOptions = {
  client: Inngest.Any;
  functions: readonly InngestFunction.Any[];
  /** The URL of our functions for Inngest: `<APP_URL>/api/inngest`. */
  endpoint: string;
  pollMs?: number;
  clock?: Clock;
};

/** A restarted server may have lost its schedules until the functions are registered again. */
const REGISTER_EVERY_MS = 10 * 60_000;
const PAUSE_FIRST_MS = 500;
const PAUSE_LONGEST_MS = 30_000;

/** Forwards the outbox to a real Inngest, and keeps our functions registered there. */
export class Relay {
  private readonly options: RelayOptions;
  private readonly clock: Clock;
  private readonly alarm: Alarm;
  private isStopping = false;
  private registeredAt = Number.NEGATIVE_INFINITY;
  private loop: Promise<void> | undefined;
  private subscription: Subscription | undefined;

  constructor(options: RelayOptions) {
    this.options = options;
    this.clock = options.clock ?? databaseClock();
    this.alarm = new Alarm(this.clock);
  }

  start(): void {
    this.subscription = subscribe('netpurse_jobs', () => this.alarm.ring());
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.alarm.ring();
    await this.loop;
    await this.subscription?.stop();
  }

  private async run(): Promise<void> {
    let pauseMs = PAUSE_FIRST_MS;
    while (!this.isStopping) {
      try {
        await this.clock.adjust();
        await this.register();
        await this.drain();
        pauseMs = PAUSE_FIRST_MS;
        await this.alarm.wait(this.options.pollMs ?? 5_000);
      } catch (error) {
        // The rows stay undelivered, so nothing is lost while Inngest or the database is down.
        log.error({ err: error }, 'jobs: events could not be relayed');
        this.registeredAt = Number.NEGATIVE_INFINITY;
        await this.pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, PAUSE_LONGEST_MS);
      }
    }
  }

  /** Not interrupted by new events, which would turn an outage into a flood of requests. */
  private async pause(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    while (!this.isStopping && this.clock.now() < until) {
      await this.alarm.wait(until - this.clock.now());
    }
  }

  /** Registers from within the process, so that the public endpoint can refuse unsigned registrations. */
  private async register(): Promise<void> {
    if (this.clock.now() - this.registeredAt < REGISTER_EVERY_MS) return;
    const { client, functions, endpoint } = this.options;
    const handle = serve({ client, functions: [...functions] });
    const host = new URL(endpoint).host;
    const response = await handle(new Request(endpoint, { method: 'PUT', headers: { host } }));
    if (!response.ok) throw new Error(`Inngest refused the registration with ${response.status}`);
    this.registeredAt = this.clock.now();
  }

  /** Relays everything undelivered; what another instance is sending now is checked again later. */
  private async drain(): Promise<void> {
    const send = (batch: Parameters<Inngest['send']>[0]) => this.options.client.send(batch);
    let relayed: number | 'busy' = RELAY_BATCH_MAX;
    while (!this.isStopping && relayed === RELAY_BATCH_MAX) {
      relayed = await relayOutbox(this.ctx(), send);
    }
  }

  private ctx(): Ctx {
    return { actor: { kind: 'system', job: 'relay' }, now: new Date(this.clock.now()) };
  }
}
