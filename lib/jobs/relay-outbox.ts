import { getSql } from '@/db/client';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { LOCK_SPACE, RELAY_LOCK, type WireEvent } from './engine/context';
import { INTERNAL_PREFIX } from './engine/internal-events';
import { loadUndelivered, markDelivered } from './store';

/** Inngest takes 5,000 events a request; a rejected request may have taken some of them already. */
export const RELAY_BATCH_MAX = 1_000;

/**
 * Forwards the next undelivered events, in the order of their commits, to a real Inngest and marks them
 * delivered once `send` came back. Stable ids make a repeat harmless: Inngest drops an id it has seen.
 * The embedded executor's own events mean nothing there and are marked without being sent.
 * @param send rejects unless the whole batch was accepted
 * @returns how many left the outbox; `busy` while another instance is sending, or order would be lost
 */
export async function relayOutbox(
  ctx: Ctx,
  send: (batch: WireEvent[]) => Promise<unknown>,
): Promise<number | 'busy'> {
  const relayed = await whileRelaying(async () => {
    // Inngest itself holds back what is not due yet.
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
 * One sender for the whole deployment. The lock belongs to a session, not to a transaction, which must
 * not be open while the network is slow; when its connection is lost, somebody else may send again.
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
