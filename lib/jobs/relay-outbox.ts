import { and, asc, inArray, isNull, like, notLike } from 'drizzle-orm';
import { events } from '@/db/schema/jobs';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { WireEvent } from './engine/context';
import { INTERNAL_PREFIX } from './engine/internal-events';

/** Inngest takes 5,000 events a request; a rejected request may have taken some of them already. */
export const RELAY_BATCH_MAX = 1_000;

/**
 * Forwards the oldest undelivered events to a real Inngest and marks them delivered once `send` came
 * back. Stable ids make a repeat harmless: Inngest drops an id it has seen.
 * @param send rejects unless the whole batch was accepted
 * @returns how many were forwarded
 */
export async function relayOutbox(
  ctx: Ctx,
  send: (batch: WireEvent[]) => Promise<unknown>,
): Promise<number> {
  const db = readDb(ctx);
  const batch = await db
    .select({
      rowId: events.id,
      id: events.eventId,
      name: events.name,
      data: events.data,
      createdAt: events.createdAt,
      notBefore: events.notBefore,
    })
    .from(events)
    .where(and(isNull(events.deliveredAt), notLike(events.name, `${INTERNAL_PREFIX}%`)))
    .orderBy(asc(events.id))
    .limit(RELAY_BATCH_MAX);
  if (batch.length === 0) return 0;
  await send(
    batch.map(({ id, name, data, createdAt, notBefore }) => ({
      id,
      name,
      data,
      ts: (notBefore ?? createdAt).getTime(),
    })),
  );
  const ids = batch.map((row) => row.rowId);
  await db.update(events).set({ deliveredAt: ctx.now }).where(inArray(events.id, ids));
  return batch.length;
}

/** Drops the embedded executor's own events, which mean nothing to a real Inngest. */
export async function dropInternalEvents(ctx: Ctx): Promise<void> {
  await readDb(ctx)
    .update(events)
    .set({ deliveredAt: ctx.now })
    .where(and(isNull(events.deliveredAt), like(events.name, `${INTERNAL_PREFIX}%`)));
}
