const WINDOW_MS = 60_000;
/** Generous: hundreds of subscribers can share one address behind carrier-grade NAT. */
const BUDGET = 600;
/** A body of this size costs one more: a large one takes as long to decode as many small ones. */
const BYTES_PER_UNIT = 8_192;
/** Whoever can send from more addresses than this is not stopped by counting them. */
const SENDERS_MAX = 50_000;

/**
 * What each sender has posted to this process in the running minute. In memory, because it must cost less
 * than what it prevents; the limits that count across processes are the commands' own.
 */
export class PostBudget {
  #window = 0;
  readonly #spent = new Map<string, number>();

  /** How many senders are remembered. */
  get senders(): number {
    return this.#spent.size;
  }

  /** Counts one post and says whether the sender may still send it. Refused ones cost nothing further. */
  take(sender: string, bytes: number, nowMs: number): boolean {
    const window = Math.floor(nowMs / WINDOW_MS);
    if (window !== this.#window || this.#spent.size > SENDERS_MAX) this.#spent.clear();
    this.#window = window;
    const spent = (this.#spent.get(sender) ?? 0) + 1 + Math.floor(bytes / BYTES_PER_UNIT);
    if (spent > BUDGET) return false;
    this.#spent.set(sender, spent);
    return true;
  }
}
