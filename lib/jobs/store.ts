import { sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { eventCommits, events, jobWaits } from '@/db/schema/jobs';
import { inOneTrip, type Tx } from '@/db/transaction';
import type { WireEvent } from './engine/context';

/** An undelivered event in wire format, with its row id, and whether a run waits for an event of its name. */
export type OutboxEvent = { rowId: string; wire: WireEvent; isAwaited: boolean };

type Row = Omit<WireEvent, 'ts'> & { row_id: string; ms: number; is_awaited: boolean };

/**
 * Returns the next undelivered events in commit order, and within a transaction in the order they were written.
 * @param dueBy leaves out events that are due later; null returns them all
 */
export async function loadUndelivered(
  db: Db | Tx,
  { dueBy, limit }: { dueBy: Date | null; limit: number },
): Promise<OutboxEvent[]> {
  const isDue =
    dueBy === null
      ? sql`true`
      : sql`coalesce(e.not_before <= ${dueBy.toISOString()}::timestamptz, true)`;
  const rows = await db.execute<Row>(
    inOneTrip(sql`
      select e.id as row_id, e.event_id as id, e.name, e.data,
        floor(extract(epoch from coalesce(e.not_before, e.created_at)) * 1000)::float8 as ms,
        exists (select 1 from ${jobWaits} w where w.kind = 'event' and w.subject = e.name) as is_awaited
      from ${eventCommits} c join ${events} e on e.transaction_id = c.transaction_id and e.delivered_at is null
      where ${isDue} order by c.position, e.id limit ${limit}`),
  );
  return rows.map(({ row_id, ms, is_awaited, ...event }) => ({
    rowId: row_id,
    wire: { ...event, ts: ms },
    isAwaited: is_awaited,
  }));
}

/** Marks events as delivered and deletes the commit positions of transactions with nothing left to deliver. */
export async function markDelivered(
  tx: Db | Tx,
  rowIds: readonly string[],
  now: Date,
): Promise<void> {
  if (rowIds.length === 0) return;
  const ids = sql`${`{${rowIds.join(',')}}`}::bigint[]`;
  await tx.execute(
    inOneTrip(sql`
      with marked as (
        update ${events} set delivered_at = ${now.toISOString()}::timestamptz
        where id = any (${ids}) returning transaction_id
      )
      delete from ${eventCommits} c where c.transaction_id in (select transaction_id from marked)
        and not exists (select 1 from ${events} e
          where e.transaction_id = c.transaction_id and e.delivered_at is null and e.id <> all (${ids}))`),
  );
}
