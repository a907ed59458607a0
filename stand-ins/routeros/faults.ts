/** Ends a TCP connection: `fin` politely, `rst` as a crashed router would. */
export type Hangup = 'fin' | 'rst';

/** How the bytes of a reply are cut into separate writes. */
export type Cut = 'every-byte' | 'lone-length' | 'lone-final-zero';

export type FaultEffect =
  /** The connection is accepted and closed: allowed-address denial, or one session too many. */
  | { kind: 'accept-then-close' }
  /** A matching command, `/login` included, is never answered nor carried out. */
  | { kind: 'silent' }
  /** A login with the right password is refused. */
  | { kind: 'reject-login' }
  | { kind: 'latency'; ms: number; jitterMs?: number }
  /** A print takes this long for every row its menu holds, wanted or not. */
  | { kind: 'slow-print'; msPerRow: number }
  /** Carried out, then the connection ends after this many bytes of the reply (half by default). */
  | { kind: 'drop-mid-reply'; by: Hangup; afterBytes?: number }
  /** Carried out, and the connection ends before the first byte of the reply. */
  | { kind: 'commit-then-drop'; by: Hangup }
  /** The connection ends before the command is carried out. */
  | { kind: 'drop-before-commit'; by: Hangup }
  | { kind: 'split'; at: Cut }
  | { kind: 'fatal'; message?: string; as?: 'word' | 'attribute' }
  /** Refused with these messages, each its own trap, without being carried out. */
  | { kind: 'trap'; messages: readonly string[] }
  /** `!empty` before the `!done` even where there is nothing to be empty, as on writes. */
  | { kind: 'empty' }
  | { kind: 'unknown-reply'; word?: string }
  /** A reply to a tag nobody is waiting for, before the real one. */
  | { kind: 'stray-tag'; tag?: string }
  /** Sentences of this reply are mixed with those of the next one. */
  | { kind: 'interleave' };

type EffectOf<Kind extends FaultEffect['kind']> = Extract<FaultEffect, { kind: Kind }>;

export function effectOf<Kind extends FaultEffect['kind']>(
  effects: readonly FaultEffect[],
  kind: Kind,
): EffectOf<Kind> | undefined {
  return effects.find((effect): effect is EffectOf<Kind> => effect.kind === kind);
}

export type Fault = FaultEffect & {
  /** `/ppp/secret/add`, a prefix ending in `*`, or a pattern; every command when left out. */
  on?: string | RegExp;
  /** Only this connection, counted from 1 over the simulator's life. */
  connection?: number;
  /** The first matching call it strikes, counted from 1. */
  nth?: number;
  /** How many matching calls it strikes; one when `nth` is given, else all. */
  times?: number;
};

/** A router that answers the first requests fast and then falls behind, over all connections. */
export type Budget = {
  freeRequests: number;
  fastMs: number;
  slowMs: number;
  /** Every so many slow requests the router stalls for `stallMs`. */
  stallEvery?: number;
  stallMs?: number;
  /** So much silence gives the free requests back. */
  recoverAfterMs: number;
};

/** Measured on a small virtual router: 1 ms each at first, later 20 ms with stalls of seconds. */
export const measuredBudget: Budget = {
  freeRequests: 120,
  fastMs: 1,
  slowMs: 20,
  stallEvery: 200,
  stallMs: 7000,
  recoverAfterMs: 2000,
};

type Armed = {
  fault: Fault;
  calls: number;
};

/** The switches that make a router misbehave on purpose. */
export class FaultBook {
  readonly #armed = new Set<Armed>();
  readonly #random: () => number;
  #budget: Budget | undefined;
  #requests = 0;
  #busyUntil = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Arms a fault; the returned function disarms it. */
  add(fault: Fault): () => void {
    const armed: Armed = { fault, calls: 0 };
    this.#armed.add(armed);
    return () => {
      this.#armed.delete(armed);
    };
  }

  clear(): void {
    this.#armed.clear();
    this.setBudget(undefined);
  }

  get list(): readonly Fault[] {
    return [...this.#armed].map(({ fault }) => fault);
  }

  setBudget(budget: Budget | undefined): void {
    this.#budget = budget;
    this.#requests = 0;
    this.#busyUntil = 0;
  }

  /** The faults that strike this call; calling counts it. `name` is `connect` or `/path/verb`. */
  strike(name: string, connection: number): FaultEffect[] {
    const effects: FaultEffect[] = [];
    for (const armed of this.#armed) {
      if (!matches(armed.fault, name)) continue;
      if ((armed.fault.connection ?? connection) !== connection) continue;
      armed.calls += 1;
      const { nth = 1, times = armed.fault.nth === undefined ? Number.POSITIVE_INFINITY : 1 } =
        armed.fault;
      if (armed.calls >= nth && armed.calls < nth + times) effects.push(armed.fault);
    }
    return effects;
  }

  /**
   * Real milliseconds to wait before a command, from latency faults and the budget. `rowCount` is
   * what a print has to go through, and 0 for anything else.
   */
  delayMs(effects: readonly FaultEffect[], realNowMs: number, rowCount = 0): number {
    let delay = this.#budgetDelay(realNowMs);
    for (const effect of effects) {
      if (effect.kind === 'latency') delay += effect.ms + this.#random() * (effect.jitterMs ?? 0);
      if (effect.kind === 'slow-print') delay += effect.msPerRow * rowCount;
    }
    return delay;
  }

  #budgetDelay(realNowMs: number): number {
    const budget = this.#budget;
    if (!budget) return 0;
    if (realNowMs - this.#busyUntil > budget.recoverAfterMs) this.#requests = 0;
    this.#requests += 1;
    const slow = this.#requests - budget.freeRequests;
    let cost = slow > 0 ? budget.slowMs : budget.fastMs;
    if (slow > 0 && budget.stallEvery && slow % budget.stallEvery === 0) {
      cost += budget.stallMs ?? 0;
    }
    this.#busyUntil = Math.max(this.#busyUntil, realNowMs) + cost;
    return this.#busyUntil - realNowMs;
  }
}

function matches({ on, kind }: Fault, name: string): boolean {
  const isConnect = name === 'connect';
  if (isConnect !== (kind === 'accept-then-close')) return false;
  if (kind === 'reject-login' && name !== '/login') return false;
  if (on === undefined) return isConnect || kind === 'reject-login' || name !== '/login';
  if (on instanceof RegExp) return on.test(name);
  return on.endsWith('*') ? name.startsWith(on.slice(0, -1)) : on === name;
}

/** Mulberry32: a small seeded generator of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
