import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { eventCommits, events } from '@/db/schema/jobs';
import type { Tx } from '@/db/transaction';
import type { WireEvent } from './engine/context';

/** An undelivered event in wire form, with the row it is. */
export type OutboxEvent = { rowId: number; wire: WireEvent };

/**
 * The next undelivered events in the order in which their transactions were committed, and within
 * one in the order in which they were written.
 * @param dueBy leaves out events that wait for a later time; null takes them all
 */
export async function loadUndelivered(
  db: Db | Tx,
  { dueBy, limit }: { dueBy: Date | null; limit: number },
): Promise<OutboxEvent[]> {
  const rows = await db
    .select({
      rowId: events.id,
      id: events.eventId,
      name: events.name,
      data: events.data,
      createdAt: events.createdAt,
      notBefore: events.notBefore,
    })
    .from(eventCommits)
    .innerJoin(
      events,
      and(eq(events.transactionId, eventCommits.transactionId), isNull(events.deliveredAt)),
    )
    .where(
      dueBy === null
        ? undefined
        : sql`coalesce(${events.notBefore} <= ${dueBy.toISOString()}::timestamptz, true)`,
    )
    .orderBy(eventCommits.position, events.id)
    .limit(limit);
  return rows.map(({ rowId, id, name, data, createdAt, notBefore }) => {
    const ts = (notBefore ?? createdAt).getTime();
    return { rowId, wire: { id, name, data, ts } };
  });
}

/** Notes the delivery, and forgets the transactions of which nothing is left to deliver. */
export async function markDelivered(tx: Tx, rowIds: readonly number[], now: Date): Promise<void> {
  if (rowIds.length === 0) return;
  const isMeant = sql`${events.id} = any(${`{${rowIds.join(',')}}`}::bigint[])`;
  await tx.update(events).set({ deliveredAt: now }).where(isMeant);
  await tx.delete(eventCommits).where(
    sql`${eventCommits.transactionId} in (select ${events.transactionId} from ${events} where ${isMeant})
      and not exists (select 1 from ${events} e
        where e.transaction_id = ${eventCommits.transactionId} and e.delivered_at is null)`,
  );
}
