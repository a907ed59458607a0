import type { Inngest, InngestFunction } from 'inngest';
import type { Backoff } from '@/lib/jobs/engine/apply-reply';
import type { Claim } from '@/lib/jobs/engine/claim-calls';
import { claimCalls, renewLeases } from '@/lib/jobs/engine/claim-calls';
import { type EngineCtx, type Functions, indexFunctions } from '@/lib/jobs/engine/context';
import { fireDue, registerCrons } from '@/lib/jobs/engine/fire-due';
import { nextWakeAt } from '@/lib/jobs/engine/next-wake';
import { routeEvents } from '@/lib/jobs/engine/route-events';
import { BULK_REST_MS } from '@/lib/jobs/rules/rest';
import { retryDelayMs } from '@/lib/jobs/rules/retry-delay';
import { type Subscription, subscribe } from '@/lib/jobs/subscribe';
import { log } from '@/lib/kit/log';
import { Alarm } from './alarm';
import { type Clock, databaseClock } from './clock';
import { performCall } from './perform-call';
import { Rest } from './rest';
import { openSdkDoor, type SdkDoor } from './sdk-door';

export type ExecutorOptions = {
  client: Inngest.Any;
  functions: readonly InngestFunction.Any[];
  signingKey: string;
  /** Concurrent calls; each may hold its own database connections. */
  maxCalls?: number;
  /** How long a call stays leased without renewal. Renewed at a third of it. */
  leaseMs?: number;
  /** The longest sleep without a notification. */
  pollMs?: number;
  /** How long `stop` waits for running calls; after that their leases expire. */
  graceMs?: number;
  clock?: Clock;
  backoff?: Backoff;
};

const EVENTS_PER_PASS = 200;
/** Inngest's own limit for one step. A longer call hangs: its lease expires and its slot is freed. */
const CALL_MS_MAX = 2 * 3_600_000;
/** Pauses after a failed pass (the database is down), and while another executor routes. */
const PAUSE_MS = 1_000;
const BUSY_MS = 100;

/** A claimed call, its promise, and since when it has been running. */
type UnderWay = { claim: Claim; since: number; done: Promise<void> };

/**
 * Runs Inngest functions on this installation's PostgreSQL. Any number of executors in any number of processes may
 * run concurrently; calls of a killed one are repeated when their leases expire.
 */
export class Executor {
  private readonly door: SdkDoor;
  private readonly options: Required<ExecutorOptions>;
  private readonly underWay = new Map<number, UnderWay>();
  private readonly clock: Clock;
  private readonly alarm: Alarm;
  private readonly rest: Rest;
  private functions: Functions = indexFunctions([]);
  /** When the next call becomes due by time alone, and when to poll the outbox without a notification. */
  private dueAt = 0;
  private routeAt = 0;
  /** What was written since the last pass: bulk events, which no run waits for, or others. */
  private told: 'nothing' | 'bulk' | 'event' = 'nothing';
  private isStopping = false;
  private loop: Promise<void> | undefined;
  private stopped: Promise<void> | undefined;
  private subscription: Subscription | undefined;
  private endHeartbeat: () => void = () => undefined;

  constructor(options: ExecutorOptions) {
    this.options = {
      maxCalls: 8,
      leaseMs: 30_000,
      pollMs: 5_000,
      graceMs: 20_000,
      clock: databaseClock(),
      backoff: (attempt) => retryDelayMs(attempt, Math.random()),
      ...options,
    };
    this.clock = this.options.clock;
    this.alarm = new Alarm(this.clock);
    this.rest = new Rest(this.clock);
    this.door = openSdkDoor(options.client, options.functions, options.signingKey);
  }

  /** Loads the functions and starts working. Resolves once the functions are known. */
  async start(): Promise<void> {
    this.functions = indexFunctions(await this.door.describeFunctions());
    this.subscription = subscribe('netpurse_jobs', (payload) =>
      this.heed(payload === 'bulk' ? 'bulk' : 'event'),
    );
    this.beat();
    this.loop = this.run();
  }

  /** Stops claiming calls, lets the running ones finish, and resolves. Safe to call twice. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  private async end(): Promise<void> {
    this.isStopping = true;
    this.alarm.ring();
    await this.loop;
    const done = Promise.all([...this.underWay.values()].map((call) => call.done));
    const grace = new Alarm(this.clock);
    void done.then(() => grace.ring());
    await grace.wait(this.options.graceMs);
    this.endHeartbeat();
    await this.subscription?.stop();
  }

  /** Handles a notification: events are routed now, or together with others after the rest. */
  private heed(what: 'bulk' | 'event'): void {
    if (this.told === what || this.told === 'event') return;
    this.told = what;
    const restMs = this.restMs();
    if (restMs === 0) this.alarm.ring();
    else this.clock.after(restMs, () => this.alarm.ring());
  }

  private ctx(): EngineCtx {
    return {
      actor: { kind: 'system', job: 'executor' },
      now: new Date(this.clock.now()),
      functions: this.functions,
    };
  }

  private async run(): Promise<void> {
    let hasCrons = false;
    while (!this.isStopping) {
      try {
        await this.clock.adjust();
        if (!hasCrons) await registerCrons(this.ctx());
        hasCrons = true;
        await this.alarm.wait(await this.pass());
      } catch (error) {
        // Usually the database is down. Nothing is lost: all state is in it, and the pass is retried.
        log.error({ err: error }, 'jobs: a pass failed');
        await this.alarm.wait(PAUSE_MS);
      }
    }
  }

  /** Processes everything that is due. Returns how long to sleep, in milliseconds. */
  private async pass(): Promise<number> {
    const { clock } = this;
    const { pollMs } = this.options;
    if (clock.now() >= this.dueAt) {
      if ((await fireDue(this.ctx())) === 'busy') return BUSY_MS;
      this.routeAt = 0;
    }
    if (this.untilRoute() <= 0) {
      const beganAt = clock.now();
      this.told = 'nothing';
      this.routeAt = beganAt + pollMs;
      const routed = await routeEvents(this.ctx(), EVENTS_PER_PASS);
      this.rest.begin(beganAt);
      if (routed === 'busy' || routed.hasMore) this.routeAt = 0;
      if (routed === 'busy') return BUSY_MS;
    }
    this.dueAt = (await this.fill())?.getTime() ?? Number.POSITIVE_INFINITY;
    if (this.routeAt === 0) return 0;
    // Due work that cannot run now (a saturated key) must not become a busy loop.
    const untilDue = Math.max(this.dueAt - clock.now(), BUSY_MS / 10);
    return Math.min(untilDue, this.untilRoute(), pollMs);
  }

  /** Milliseconds until the outbox is polled. A clock that was set back must not postpone it. */
  private untilRoute(): number {
    const untilPoll = this.routeAt - this.clock.now();
    if (untilPoll > this.options.pollMs) return 0;
    return this.told === 'nothing' ? untilPoll : Math.min(this.restMs(), untilPoll);
  }

  private restMs(): number {
    return this.rest.left(this.told === 'bulk' ? BULK_REST_MS : 0);
  }

  /**
   * Claims calls until all slots are used or nothing claimable is left. Returns when the next call becomes due by
   * time alone.
   */
  private async fill(): Promise<Date | null> {
    while (!this.isStopping) {
      const count = this.options.maxCalls - this.underWay.size;
      if (count <= 0) break;
      const { leaseMs } = this.options;
      const { claims, wakeAt } = await claimCalls(this.ctx(), { count, leaseMs });
      if (claims.length === 0) return wakeAt;
      for (const claim of claims) this.launch(claim);
    }
    return nextWakeAt(this.ctx());
  }

  private launch(claim: Claim): void {
    const { door, clock } = this;
    const { backoff } = this.options;
    const ctx = () => this.ctx();
    const isStopping = () => this.isStopping;
    const call: UnderWay = { claim, since: clock.now(), done: Promise.resolve() };
    const onCall = () => {
      call.since = clock.now();
    };
    call.done = performCall({ claim, door, clock, backoff, ctx, isStopping, onCall }).finally(
      () => {
        if (this.underWay.get(claim.id) === call) this.underWay.delete(claim.id);
        this.alarm.ring();
      },
    );
    this.underWay.set(claim.id, call);
  }

  /** Renews the leases of all running calls periodically. */
  private beat(): void {
    this.endHeartbeat = this.clock.after(this.options.leaseMs / 3, () => {
      void this.renew();
      this.beat();
    });
  }

  private async renew(): Promise<void> {
    this.giveUpHung();
    const claims = [...this.underWay.values()].map((call) => call.claim);
    try {
      await renewLeases(this.ctx(), claims, this.options.leaseMs);
    } catch (error) {
      log.warn({ err: error }, 'jobs: leases not renewed');
    }
  }

  private giveUpHung(): void {
    for (const [id, { claim, since }] of this.underWay) {
      if (this.clock.now() - since < CALL_MS_MAX) continue;
      const { functionId, runId } = claim;
      log.error({ functionId, runId }, 'jobs: a call hangs and is given up');
      this.underWay.delete(id);
      this.alarm.ring();
    }
  }
}
