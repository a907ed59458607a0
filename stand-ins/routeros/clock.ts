type Appointment = {
  at: number;
  run: () => void;
};

/** Called for every interval without scheduled work, in milliseconds. */
type ElapsedListener = (elapsedMs: number) => void;

/** The simulator's clock, which moves only when `advance` is called. */
export class VirtualClock {
  /** Milliseconds since the epoch. */
  now: number;
  #queue: Appointment[] = [];

  constructor(startAt: number) {
    this.now = startAt;
  }

  /** Runs `run` once after `delayMs` of virtual time; returns its cancellation. */
  after(delayMs: number, run: () => void): () => void {
    const appointment: Appointment = { at: this.now + delayMs, run };
    this.#queue.splice(this.#positionAfter(appointment.at), 0, appointment);
    return () => {
      this.#queue = this.#queue.filter((other) => other !== appointment);
    };
  }

  /** Advances time and runs everything due on the way at its own moment. */
  advance(elapsedMs: number, onElapsed: ElapsedListener): void {
    const target = this.now + elapsedMs;
    for (;;) {
      const next = this.#queue[0];
      const stop = next && next.at <= target ? next.at : target;
      if (stop > this.now) onElapsed(stop - this.now);
      this.now = stop;
      if (!next || next.at > target) return;
      this.#queue.shift();
      next.run();
    }
  }

  #positionAfter(at: number): number {
    let [low, high] = [0, this.#queue.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#queue[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
