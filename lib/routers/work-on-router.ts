import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { BeforeSend, RouterConnection } from './driver';
import { dropLease, renewLease, takeLease, takeStuckLease } from './lease-store';
import { connectAndWork, inTurn, type RouterEndpoint, type RouterUnavailable } from './with-router';

/** Another process is writing to the router, or took the work over. Due work stays due in the database. */
export type RouterBusy = {
  kind: 'busy';
};

const busy: RouterBusy = { kind: 'busy' };
const ASK_AGAIN_MS = 250;
/** Maximum age of a renewal that a write accepts. */
const FRESH_MS = 2_000;
/** Renews the lease during long reads. */
const HEARTBEAT_MS = 5_000;

/**
 * Runs work that writes to a router, one at a time across all processes that share the database. The lease is a row
 * with an expiry, so no transaction stays open while the router responds, and a holder that died is replaced; a holder
 * that lost the lease writes no more. With `waitMs` the work waits at most that long before it is `busy`; without it,
 * it waits for its turn in this process but not for the lease. Never call it inside a transaction.
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

/** The work is not started if its turn has not come in time. */
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
 * Before every write, runs the caller's check and then checks the lease right before sending, because a slow reply of
 * the database may outlast the lease. If checking the lease was slow, the caller's check runs again.
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
    // A failed renewal is retried by the next write, which then reports the failure.
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
    // Counted from before the query, so that the row always expires later.
    const askedAt = performance.now();
    if (await renewLease(this.#routerId, this.#holder)) this.#renewedAt = askedAt;
    else this.isLost = true;
  }
}
