import { and, asc, eq, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { stripeEventCursors, stripeEvents } from '@/db/schema/payments';
import { inTransaction, readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { StripeEvent } from './stripe-events';

/** How far the sweeps have compared events, and movements on the balance. */
const EVENTS_CURSOR = 'events';
export const BALANCE_CURSOR = 'balance';
type Cursor = typeof EVENTS_CURSOR | typeof BALANCE_CURSOR;

/** Stores an event on first arrival; returns whether it was new and whether it has been applied. */
export async function storeEvent(
  ctx: Ctx,
  event: StripeEvent,
): Promise<{ isNew: boolean; isApplied: boolean }> {
  return inTransaction(ctx, async ({ tx }) => {
    const inserted = await tx
      .insert(stripeEvents)
      .values({
        id: event.id,
        type: event.type,
        apiVersion: event.apiVersion,
        happenedAt: event.happenedAt,
        receivedAt: ctx.now,
        payload: event.payload,
      })
      .onConflictDoNothing()
      .returning({ id: stripeEvents.id });
    const [row] = await tx
      .select({ appliedAt: stripeEvents.appliedAt })
      .from(stripeEvents)
      .where(eq(stripeEvents.id, event.id));
    return { isNew: inserted.length > 0, isApplied: row?.appliedAt != null };
  });
}

export async function markApplied(ctx: Ctx, id: string): Promise<void> {
  await inTransaction(ctx, ({ tx }) =>
    tx
      .update(stripeEvents)
      .set({ appliedAt: ctx.now, lastError: null, attempts: sql`${stripeEvents.attempts} + 1` })
      .where(and(eq(stripeEvents.id, id), isNull(stripeEvents.appliedAt))),
  );
}

/**
 * Records a failure and when to try again: after half an hour, then after twice as long each time, up to a day.
 * `error` is an error id or a message key, never Stripe's raw text.
 */
export async function markFailed(ctx: Ctx, id: string, error: string): Promise<void> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const pause = sql`least(interval '30 minutes' * power(2, least(${stripeEvents.attempts}, 6)), interval '1 day')`;
  await inTransaction(ctx, ({ tx }) =>
    tx
      .update(stripeEvents)
      .set({
        lastError: error,
        attempts: sql`${stripeEvents.attempts} + 1`,
        nextTryAt: sql`${now} + ${pause}`,
      })
      .where(eq(stripeEvents.id, id)),
  );
}

/**
 * Lists stored events that were not applied because of a crash or an outage and are due for another try. Those tried
 * least come first, so that events which always fail never keep newer ones from being applied.
 */
export async function listUnappliedEvents(
  ctx: Ctx,
  { receivedBefore, limit }: { receivedBefore: Date; limit: number },
): Promise<{ id: string; payload: unknown }[]> {
  return readDb(ctx)
    .select({ id: stripeEvents.id, payload: stripeEvents.payload })
    .from(stripeEvents)
    .where(
      and(
        isNull(stripeEvents.appliedAt),
        lt(stripeEvents.receivedAt, receivedBefore),
        or(isNull(stripeEvents.nextTryAt), lte(stripeEvents.nextTryAt, ctx.now)),
      ),
    )
    .orderBy(asc(stripeEvents.attempts), asc(stripeEvents.happenedAt))
    .limit(limit);
}

/**
 * Deletes applied events that are too old to be retrieved from Stripe: they contain payer data and have no
 * further use.
 */
export async function pruneEvents(ctx: Ctx, happenedBefore: Date): Promise<number> {
  const pruned = await inTransaction(ctx, ({ tx }) =>
    tx
      .delete(stripeEvents)
      .where(and(isNotNull(stripeEvents.appliedAt), lt(stripeEvents.happenedAt, happenedBefore)))
      .returning({ id: stripeEvents.id }),
  );
  return pruned.length;
}

export async function findSweptUntil(
  ctx: Ctx,
  cursor: Cursor = EVENTS_CURSOR,
): Promise<Date | null> {
  const [row] = await readDb(ctx)
    .select({ sweptUntil: stripeEventCursors.sweptUntil })
    .from(stripeEventCursors)
    .where(eq(stripeEventCursors.id, cursor));
  return row?.sweptUntil ?? null;
}

export async function saveSweptUntil(
  ctx: Ctx,
  sweptUntil: Date,
  cursor: Cursor = EVENTS_CURSOR,
): Promise<void> {
  await inTransaction(ctx, ({ tx }) =>
    tx
      .insert(stripeEventCursors)
      .values({ id: cursor, sweptUntil })
      .onConflictDoUpdate({ target: stripeEventCursors.id, set: { sweptUntil } }),
  );
}
