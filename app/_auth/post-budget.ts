const WINDOW_MS = 60_000;
/** Generous: hundreds of subscribers can share one address behind carrier-grade NAT. */
const BUDGET = 600;
/** Bytes per additional unit: decoding one large body takes as long as many small ones. */
const BYTES_PER_UNIT = 8_192;
/** A sender with more addresses than this cannot be stopped by counting them. */
const SENDERS_MAX = 50_000;

/**
 * Counts each sender's posts to this process in the current minute. In memory, because it must cost less than what it
 * prevents; limits across processes are the commands' own.
 */
export class PostBudget {
  #window = 0;
  readonly #spent = new Map<string, number>();

  /** Number of senders in memory. */
  get senders(): number {
    return this.#spent.size;
  }

  /** Counts one post and returns whether it is within the budget. Refused posts cost nothing further. */
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
