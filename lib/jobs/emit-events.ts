import { events } from '@/db/schema/jobs';
import type { TxCtx } from '@/lib/context';
import { newId } from '@/lib/kit/ids';
import { type EventData, type EventName, eventCatalog } from './event-catalog';

/**
 * One event to write. `id` names the cause (`stripe:<event id>`, `period:<service>:<index>`) and deduplicates: the
 * same id twice is one event. Without one, every call is a new event. `customerId` refreshes that customer's open
 * pages; it defaults to `data.customerId`.
 */
export type NewEvent = {
  [N in EventName]: { name: N; data: EventData<N>; id?: string; customerId?: number };
}[EventName];

/** PostgreSQL accepts 65,535 parameters per statement; each event uses five. */
const ROWS_PER_INSERT = 5_000;

/**
 * Writes events to the outbox in the caller's transaction, so they commit or roll back with its changes. Set-based
 * SQL may instead `insert into events (event_id, name, data, customer_id) select … on conflict (event_id) do
 * nothing`, keeping to the catalog's names and shapes.
 * @throws if the data does not match the catalog, which is a defect of the caller, never of a person's input.
 */
export async function emitEvents(ctx: TxCtx, list: readonly NewEvent[]): Promise<void> {
  const rows = list.map((event) => toRow(event, ctx.now));
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await ctx.tx
      .insert(events)
      .values(rows.slice(from, from + ROWS_PER_INSERT))
      .onConflictDoNothing({ target: events.eventId });
  }
}

function toRow(event: NewEvent, now: Date) {
  const data = eventCatalog[event.name].parse(event.data);
  const owner = 'customerId' in data ? data.customerId : null;
  return {
    eventId: event.id ?? newId(),
    name: event.name,
    data,
    customerId: event.customerId ?? owner,
    createdAt: now,
  };
}
