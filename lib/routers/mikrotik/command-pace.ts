/** A router serves one connection well and many badly; more than this only queues inside it. */
const IN_FLIGHT_MAX = 16;
/** A router that begins its answers so much later than it can is letting commands wait. */
const QUEUED_AFTER_MS = 200;

/**
 * How many commands are on the wire: 16 at most, half as many whenever the router lets them wait,
 * and one more with every answer that comes in time. A small router falls behind after its first
 * hundred requests; what it has not taken up yet is better kept here, where it can still be dropped.
 */
export class CommandPace {
  private readonly waiting: (() => void)[] = [];
  private limit = IN_FLIGHT_MAX;
  private inFlight = 0;
  private quickestMs = Number.POSITIVE_INFINITY;
  /** Answers still due to commands sent before the limit was halved: they say nothing new. */
  private stale = 0;

  /** Waits for a place on the wire; first come, first served. */
  enter(): Promise<void> {
    if (this.inFlight < this.limit) {
      this.inFlight += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  /** Gives a place back. `waitedMs` is how long the answer took to begin, when there was one. */
  leave(waitedMs: number | undefined): void {
    this.inFlight -= 1;
    if (waitedMs !== undefined) this.adapt(waitedMs);
    while (this.inFlight < this.limit) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.inFlight += 1;
      next();
    }
  }

  private adapt(waitedMs: number): void {
    // The distance to the router is not its fault: only what comes on top of it counts.
    this.quickestMs = Math.min(this.quickestMs, waitedMs);
    if (this.stale > 0) {
      this.stale -= 1;
    } else if (waitedMs <= this.quickestMs + QUEUED_AFTER_MS) {
      this.limit = Math.min(this.limit + 1, IN_FLIGHT_MAX);
    } else {
      this.limit = Math.max(Math.floor(this.limit / 2), 1);
      this.stale = this.inFlight;
    }
  }
}
