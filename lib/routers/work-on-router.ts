import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { BeforeSend, RouterConnection } from './driver';
import { dropLease, renewLease, takeLease, takeStuckLease } from './lease-store';
import { connectAndWork, inTurn, type RouterEndpoint, type RouterUnavailable } from './with-router';

/** Somebody else is writing to the router, or took the work over. What is due stays due in the database. */
export type RouterBusy = {
  kind: 'busy';
};

const busy: RouterBusy = { kind: 'busy' };
const ASK_AGAIN_MS = 250;
/** A write finds a lease that was renewed at most this long ago. */
const FRESH_MS = 2_000;
/** Keeps the lease through long reads. */
const HEARTBEAT_MS = 5_000;

/**
 * Runs work that writes to a router: one at a time of all processes that share the database. The lease is a row with
 * an end, so no transaction is open while the router answers, and one that died is replaced; who lost the lease
 * writes no more. With `waitMs` others have the router for so long at most before it is `busy`; without it the turn in
 * this process is awaited, and the lease is not. Never call it inside a transaction.
 */
export async function workOnRouter<T>(
  router: RouterEndpoint,
  work: (connection: RouterConnection) => Promise<T>,
  { waitMs }: { waitMs?: number } = {},
): Promise<T | RouterUnavailable | RouterBusy> {
  const startedAt = performance.now();
  for (;;) {
    const lease = new RouterLease(router.id);
    const leftMs = waitMs === undefined ? null : waitMs - (performance.now() - startedAt);
    const result = await turnWithin(router.id, leftMs, () =>
      lease.hold(() => leased(router, lease, work)),
    );
    const isWaiting = result === busy && !lease.isLost;
    if (!isWaiting || performance.now() - startedAt >= (waitMs ?? 0)) return result;
    await pause(ASK_AGAIN_MS);
  }
}

/** The work is not begun when its turn has not come by then. */
async function turnWithin<T>(
  routerId: number,
  waitMs: number | null,
  work: () => Promise<T>,
): Promise<T | RouterBusy> {
  const turn = { hasBegun: false, isGivenUp: false };
  const result = inTurn(routerId, async () => {
    if (turn.isGivenUp) return busy;
    turn.hasBegun = true;
    return work();
  });
  if (waitMs === null) return result;
  const stop = new AbortController();
  const wait = pause(waitMs, undefined, { signal: stop.signal }).then(
    () => {
      turn.isGivenUp = !turn.hasBegun;
      return turn.isGivenUp ? busy : result;
    },
    () => result,
  );
  return Promise.race([result, wait]).finally(() => stop.abort());
}

export function isBusy(result: unknown): result is RouterBusy {
  return (result as RouterBusy | null)?.kind === 'busy';
}

function leased<T>(
  router: RouterEndpoint,
  lease: RouterLease,
  work: (connection: RouterConnection) => Promise<T>,
): Promise<T | RouterUnavailable> {
  return connectAndWork(router, (connection) => work(guarded(connection, lease)));
}

/**
 * Every write asks what its caller asks and then, right before it is sent, for the lease: an answer of the database that
 * takes long may outlast the lease. Where asking for that took its time, the caller's question is asked anew.
 */
function guarded(connection: RouterConnection, lease: RouterLease): RouterConnection {
  const held =
    (before: BeforeSend = async () => undefined) =>
    async () => {
      do await before();
      while (await lease.ensure());
    };
  return {
    print: (...args) => connection.print(...args),
    add: (path, attributes, before) => connection.add(path, attributes, held(before)),
    set: (path, id, attributes, before) => connection.set(path, id, attributes, held(before)),
    remove: (path, ids, before) => connection.remove(path, ids, held(before)),
    ping: () => connection.ping(),
    close: () => connection.close(),
  };
}

class LeaseLost extends Error {}

class RouterLease {
  isLost = false;
  readonly #routerId: number;
  readonly #holder = randomUUID();
  #renewedAt = 0;
  #renewal: Promise<void> | null = null;

  constructor(routerId: number) {
    this.#routerId = routerId;
  }

  async hold<T>(work: () => Promise<T>): Promise<T | RouterBusy> {
    if (!(await this.#take())) return busy;
    this.#renewedAt = performance.now();
    // A renewal that fails is asked for again by the next write, which then fails with it.
    const heartbeat = setInterval(() => void this.#renew().catch(() => undefined), HEARTBEAT_MS);
    heartbeat.unref();
    try {
      return await work();
    } catch (error) {
      if (error instanceof LeaseLost) return busy;
      throw error;
    } finally {
      clearInterval(heartbeat);
      await dropLease(this.#routerId, this.#holder);
    }
  }

  async #take(): Promise<boolean> {
    const [routerId, holder] = [this.#routerId, this.#holder];
    return (await takeLease(routerId, holder)) || takeStuckLease(routerId, holder);
  }

  /**
   * Returns whether the database had to be asked.
   * @throws LeaseLost when another process has taken over
   */
  async ensure(): Promise<boolean> {
    const isOld = !this.isLost && performance.now() - this.#renewedAt > FRESH_MS;
    if (isOld) await this.#renew();
    if (this.isLost) throw new LeaseLost();
    return isOld;
  }

  #renew(): Promise<void> {
    this.#renewal ??= this.#askAgain().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #askAgain(): Promise<void> {
    // Counted from before the question: the row's end lies later.
    const askedAt = performance.now();
    if (await renewLease(this.#routerId, this.#holder)) this.#renewedAt = askedAt;
    else this.isLost = true;
  }
}
