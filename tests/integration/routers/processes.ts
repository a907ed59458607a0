import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';

/** Slow from the first request on. */
export const slow = { freeRequests: 0, fastMs: 10, slowMs: 10, recoverAfterMs: 1e9 };

export async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('it never happened');
    await pause(5);
  }
}

/** From here on, calls do not queue behind each other, as if each ran in a separate process. */
export function partProcesses(): void {
  Object.defineProperty(globalThis, 'netpurseRouterUses', {
    configurable: true,
    get: () => new Map(),
    set: () => undefined,
  });
}

export function joinProcesses(): void {
  Reflect.deleteProperty(globalThis, 'netpurseRouterUses');
}

/** A lease held by a process that will never be heard from again. */
export async function leaseOfTheDead(routerId: number, interval: string): Promise<void> {
  await getDb().execute(sql`
    insert into router_leases (router_id, holder, expires_at)
    values (${routerId}, 'gone', clock_timestamp() + ${interval}::interval)
    on conflict (router_id) do update set holder = 'gone', expires_at = excluded.expires_at`);
}
