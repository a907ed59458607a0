import { getSql } from '@/db/client';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { LOCK_SPACE, RELAY_LOCK, type WireEvent } from './engine/context';
import { INTERNAL_PREFIX } from './engine/internal-events';
import { loadUndelivered, markDelivered } from './store';

/** Inngest accepts 5,000 events per request; a rejected request may have been accepted in part. */
export const RELAY_BATCH_MAX = 1_000;

/**
 * Forwards the next undelivered events, in commit order, to a real Inngest and marks them delivered once `send`
 * resolves. Stable ids make a resend harmless: Inngest deduplicates by id. The embedded executor's own events are
 * marked without being sent.
 * @param send rejects unless the whole batch was accepted
 * @returns the number of events that left the outbox; `busy` while another instance is sending, which preserves order
 */
export async function relayOutbox(
  ctx: Ctx,
  send: (batch: WireEvent[]) => Promise<unknown>,
): Promise<number | 'busy'> {
  const relayed = await whileRelaying(async () => {
    // Inngest itself delays events that are not due yet.
    const next = { dueBy: null, limit: RELAY_BATCH_MAX };
    const batch = await loadUndelivered(readDb(ctx), next);
    const wire = batch.map((event) => event.wire);
    const ours = wire.filter((event) => !event.name.startsWith(INTERNAL_PREFIX));
    if (ours.length > 0) await send(ours);
    const rowIds = batch.map((event) => event.rowId);
    await markDelivered(readDb(ctx), rowIds, ctx.now);
    return batch.length;
  });
  return relayed ?? 'busy';
}

/**
 * Ensures a single sender per deployment. The lock is held by a session rather than a transaction, which must not
 * stay open during network calls; if the connection is lost, another process can take over.
 */
async function whileRelaying<T>(work: () => Promise<T>): Promise<T | undefined> {
  const connection = await getSql().reserve();
  try {
    const [lock] = await connection<{ taken: boolean }[]>`
      select pg_try_advisory_lock(${LOCK_SPACE}, ${RELAY_LOCK}) as taken`;
    if (lock?.taken !== true) return undefined;
    try {
      return await work();
    } finally {
      await connection`select pg_advisory_unlock(${LOCK_SPACE}, ${RELAY_LOCK})`;
    }
  } finally {
    connection.release();
  }
}
