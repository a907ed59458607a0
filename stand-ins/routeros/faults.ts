/** How a TCP connection ends: `fin` cleanly, `rst` as from a crashed router. */
export type Hangup = 'fin' | 'rst';

/** How the bytes of a reply are split into separate writes. */
export type Cut = 'every-byte' | 'lone-length' | 'lone-final-zero';

export type FaultEffect =
  /** The connection is accepted and closed, as when the address is not allowed or `max-sessions` is reached. */
  | { kind: 'accept-then-close' }
  /** A matching command, `/login` included, is neither answered nor carried out. */
  | { kind: 'silent' }
  /** A login with the right password is rejected. */
  | { kind: 'reject-login' }
  | { kind: 'latency'; ms: number; jitterMs?: number }
  /** A print takes this long per row of its menu, returned or not. */
  | { kind: 'slow-print'; msPerRow: number }
  /** Carried out, then the connection ends after this many bytes of the reply (half by default). */
  | { kind: 'drop-mid-reply'; by: Hangup; afterBytes?: number }
  /** Carried out, and the connection ends before the first byte of the reply. */
  | { kind: 'commit-then-drop'; by: Hangup }
  /** The connection ends before the command is carried out. */
  | { kind: 'drop-before-commit'; by: Hangup }
  | { kind: 'split'; at: Cut }
  | { kind: 'fatal'; message?: string; as?: 'word' | 'attribute' }
  /** Refused with these messages, one trap each, and not carried out. */
  | { kind: 'trap'; messages: readonly string[] }
  /** Sends `!empty` before `!done` even on commands without rows, such as writes. */
  | { kind: 'empty' }
  | { kind: 'unknown-reply'; word?: string }
  /** Sends a reply with an unknown tag before the real one. */
  | { kind: 'stray-tag'; tag?: string }
  /** Interleaves the sentences of this reply with those of the next one. */
  | { kind: 'interleave' };

type EffectOf<Kind extends FaultEffect['kind']> = Extract<FaultEffect, { kind: Kind }>;

export function effectOf<Kind extends FaultEffect['kind']>(
  effects: readonly FaultEffect[],
  kind: Kind,
): EffectOf<Kind> | undefined {
  return effects.find((effect): effect is EffectOf<Kind> => effect.kind === kind);
}

export type Fault = FaultEffect & {
  /** `/ppp/secret/add`, a prefix ending in `*`, or a pattern; defaults to every command. */
  on?: string | RegExp;
  /** Only this connection, counted from 1 over the simulator's life. */
  connection?: number;
  /** First matching call to affect, counted from 1. */
  nth?: number;
  /** Number of matching calls to affect; defaults to one when `nth` is given, else all. */
  times?: number;
};

/** A router that answers its first requests quickly and then slows down, counted over all connections. */
export type Budget = {
  freeRequests: number;
  fastMs: number;
  slowMs: number;
  /** Number of slow requests between stalls of `stallMs`. */
  stallEvery?: number;
  stallMs?: number;
  /** Idle time that restores the free requests. */
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

/** The faults armed on a router. */
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

  /** Returns the faults that apply to this call, and counts it. `name` is `connect` or `/path/verb`. */
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
   * Real milliseconds to wait before a command, from latency faults and the budget. `rowCount` is the number of rows a
   * print has to scan, and 0 for any other command.
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
