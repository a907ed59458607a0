import type { Inngest, InngestFunction } from 'inngest';
import { databaseClockOffsetMs } from '@/lib/jobs/database-clock';
import type { Backoff } from '@/lib/jobs/engine/apply-reply';
import type { Claim } from '@/lib/jobs/engine/claim-calls';
import { claimCalls, renewLeases } from '@/lib/jobs/engine/claim-calls';
import { type EngineCtx, type Functions, indexFunctions } from '@/lib/jobs/engine/context';
import { fireDue, registerCrons } from '@/lib/jobs/engine/fire-due';
import { nextWakeAt } from '@/lib/jobs/engine/next-wake';
import { routeEvents } from '@/lib/jobs/engine/route-events';
import { retryDelayMs } from '@/lib/jobs/rules/retry-delay';
import { type Subscription, subscribe } from '@/lib/jobs/subscribe';
import { log } from '@/lib/kit/log';
import { Alarm } from './alarm';
import { performCall } from './perform-call';
import { openSdkDoor, type SdkDoor } from './sdk-door';

export type ExecutorOptions = {
  client: Inngest.Any;
  functions: readonly InngestFunction.Any[];
  signingKey: string;
  /** Calls under way at once; each may hold database connections of its own. */
  maxCalls?: number;
  /** How long a call stays ours without a sign of life. Renewed at a third of it. */
  leaseMs?: number;
  /** How long the executor sleeps at most when nobody wakes it. */
  pollMs?: number;
  /** How long `stop` waits for calls under way; their leases run out when it gives up. */
  graceMs?: number;
  /** Milliseconds since 1970. Default: the database's clock. */
  clock?: () => number;
  backoff?: Backoff;
};

const EVENTS_PER_PASS = 200;
const CLOCK_EVERY_MS = 60_000;
/** After a failed pass (the database is away), and while another executor routes. */
const PAUSE_MS = 1_000;
const BUSY_MS = 100;

/**
 * Runs Inngest functions on this machine's PostgreSQL. Any number of executors, in any number of
 * processes, may run at once; what a killed one had under way is called again when its lease ends.
 */
export class Executor {
  private readonly door: SdkDoor;
  private readonly options: Required<ExecutorOptions>;
  private readonly underWay = new Map<number, { claim: Claim; done: Promise<void> }>();
  private readonly alarm = new Alarm();
  private functions: Functions = indexFunctions([]);
  private clockOffsetMs = 0;
  private clockReadAt = Number.NEGATIVE_INFINITY;
  /** When time alone makes something due next, and when to look at the outbox without being told. */
  private dueAt = 0;
  private routeAt = 0;
  private isStopping = false;
  private loop: Promise<void> | undefined;
  private subscription: Subscription | undefined;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(options: ExecutorOptions) {
    this.options = {
      maxCalls: 8,
      leaseMs: 30_000,
      pollMs: 5_000,
      graceMs: 20_000,
      clock: () => Date.now() + this.clockOffsetMs,
      backoff: (attempt) => retryDelayMs(attempt, Math.random()),
      ...options,
    };
    this.door = openSdkDoor(options.client, options.functions, options.signingKey);
  }

  /** Learns the functions and starts working. Comes back once the functions are known. */
  async start(): Promise<void> {
    this.functions = indexFunctions(await this.door.describeFunctions());
    this.subscription = subscribe('netpurse_jobs', () => {
      this.routeAt = 0;
      this.alarm.ring();
    });
    this.heartbeat = setInterval(() => void this.renew(), this.options.leaseMs / 3);
    this.loop = this.run();
  }

  /** Takes no more calls, lets those under way finish, and comes back. Safe to call twice. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.alarm.ring();
    await this.loop;
    const done = Promise.all([...this.underWay.values()].map((call) => call.done));
    const grace = new Alarm();
    void done.then(() => grace.ring());
    await grace.wait(this.options.graceMs);
    clearInterval(this.heartbeat);
    await this.subscription?.stop();
  }

  private ctx(): EngineCtx {
    return {
      actor: { kind: 'system', job: 'executor' },
      now: new Date(this.options.clock()),
      functions: this.functions,
    };
  }

  private async run(): Promise<void> {
    let hasCrons = false;
    while (!this.isStopping) {
      try {
        await this.readClock();
        if (!hasCrons) await registerCrons(this.ctx());
        hasCrons = true;
        await this.alarm.wait(await this.pass());
      } catch (error) {
        // Usually the database is away. Nothing is lost: all state is there, and we try again.
        log.error({ err: error }, 'jobs: a pass failed');
        await this.alarm.wait(PAUSE_MS);
      }
    }
  }

  /** One round over everything due. Returns how long to sleep, in milliseconds. */
  private async pass(): Promise<number> {
    const { clock, pollMs } = this.options;
    if (clock() >= this.dueAt) {
      if ((await fireDue(this.ctx())) === 'busy') return BUSY_MS;
      this.routeAt = 0;
    }
    if (clock() >= this.routeAt) {
      this.routeAt = clock() + pollMs;
      const routed = await routeEvents(this.ctx(), EVENTS_PER_PASS);
      if (routed === 'busy' || routed.hasMore) this.routeAt = 0;
      if (routed === 'busy') return BUSY_MS;
    }
    await this.fill();
    const next = await nextWakeAt(this.ctx());
    this.dueAt = next?.getTime() ?? Number.POSITIVE_INFINITY;
    if (this.routeAt === 0) return 0;
    // What is due but could not be done now (a saturated key) must not turn the loop hot.
    const untilDue = Math.max(this.dueAt - clock(), BUSY_MS / 10);
    return Math.min(untilDue, this.routeAt - clock(), pollMs);
  }

  /** Claims calls until all places are taken or nothing claimable is left. */
  private async fill(): Promise<void> {
    while (!this.isStopping) {
      const count = this.options.maxCalls - this.underWay.size;
      if (count <= 0) return;
      const claims = await claimCalls(this.ctx(), { count, leaseMs: this.options.leaseMs });
      if (claims.length === 0) return;
      for (const claim of claims) this.launch(claim);
    }
  }

  private launch(claim: Claim): void {
    const { door } = this;
    const { backoff } = this.options;
    const ctx = () => this.ctx();
    const isStopping = () => this.isStopping;
    const done = performCall({ claim, door, backoff, ctx, isStopping }).finally(() => {
      this.underWay.delete(claim.id);
      this.alarm.ring();
    });
    this.underWay.set(claim.id, { claim, done });
  }

  private async renew(): Promise<void> {
    const claims = [...this.underWay.values()].map((call) => call.claim);
    try {
      await renewLeases(this.ctx(), claims, this.options.leaseMs);
    } catch (error) {
      log.warn({ err: error }, 'jobs: leases not renewed');
    }
  }

  private async readClock(): Promise<void> {
    if (performance.now() - this.clockReadAt < CLOCK_EVERY_MS) return;
    this.clockOffsetMs = await databaseClockOffsetMs();
    this.clockReadAt = performance.now();
  }
}
