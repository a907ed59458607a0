type Timer = {
  at: number;
  run: () => void;
};

const LONGEST_SLEEP_MS = 60_000;
const SHORTEST_SLEEP_MS = 5;

/**
 * The stand-in's clock: the caller's clock plus a manual offset. Timers run on it, so a retry due in three days fires
 * as soon as a test advances three days.
 */
export class Clock {
  private readonly base: () => number;
  private ahead = 0;
  private timers: Timer[] = [];
  private sleeper: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(base: () => number) {
    this.base = base;
  }

  now(): number {
    return this.base() + this.ahead;
  }

  /** Unix seconds, as in every timestamp of the API. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Signatures use the caller's own time, because the receiver compares them with its clock, not ours. */
  signingSeconds(): number {
    return Math.floor(this.base() / 1000);
  }

  at(instant: number, run: () => void): void {
    if (this.stopped) return;
    this.timers.push({ at: instant, run });
    this.arm();
  }

  in(delayMs: number, run: () => void): void {
    this.at(this.now() + delayMs, run);
  }

  advance(byMs: number): void {
    this.ahead += byMs;
    this.fire();
  }

  stop(): void {
    this.stopped = true;
    this.timers = [];
    clearTimeout(this.sleeper);
  }

  private fire(): void {
    const now = this.now();
    const due = this.timers.filter((timer) => timer.at <= now).sort((a, b) => a.at - b.at);
    this.timers = this.timers.filter((timer) => timer.at > now);
    for (const timer of due) timer.run();
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.sleeper);
    if (this.stopped || this.timers.length === 0) return;
    const next = Math.min(...this.timers.map((timer) => timer.at)) - this.now();
    const sleep = Math.min(Math.max(next, SHORTEST_SLEEP_MS), LONGEST_SLEEP_MS);
    this.sleeper = setTimeout(() => this.fire(), sleep);
    this.sleeper.unref();
  }
}
