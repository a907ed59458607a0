/** A router handles one connection well and many badly; more commands than this only queue inside it. */
const IN_FLIGHT_MAX = 16;
/** A reply that starts this much later than the router's best means that the router is queueing commands. */
const QUEUED_AFTER_MS = 200;

/**
 * Limits the commands on the wire: at most 16, half as many whenever the router delays them, and one more with every
 * prompt reply. A small router falls behind after its first hundred requests; commands are better queued here, where
 * they can still be dropped.
 */
export class CommandPace {
  private readonly waiting: (() => void)[] = [];
  private limit = IN_FLIGHT_MAX;
  private inFlight = 0;
  private quickestMs = Number.POSITIVE_INFINITY;
  /** Pending replies to commands sent before the limit was halved; they carry no new information. */
  private stale = 0;

  /** Waits for a slot on the wire, first come, first served. */
  enter(): Promise<void> {
    if (this.inFlight < this.limit) {
      this.inFlight += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  /** Frees a slot. `waitedMs` is how long the reply took to start, if there was one. */
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
    // Network latency is not the router's fault, so only the time beyond the quickest reply counts.
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
