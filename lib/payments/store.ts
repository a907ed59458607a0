import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { receiptCounters, topUpDisputes, topUpRefunds, topUps } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx, TxCtx } from '@/lib/context';

export type TopUpRow = typeof topUps.$inferSelect;
export type RefundRow = typeof topUpRefunds.$inferSelect;
export type DisputeRow = typeof topUpDisputes.$inferSelect;

/** Inserts the row unless its id exists, and returns the stored row. */
export async function insertTopUp(
  ctx: TxCtx,
  row: typeof topUps.$inferInsert,
): Promise<{ topUp: TopUpRow; isNew: boolean }> {
  const [inserted] = await ctx.tx.insert(topUps).values(row).onConflictDoNothing().returning();
  if (inserted) return { topUp: inserted, isNew: true };
  const topUp = await findTopUp(ctx, row.id);
  if (!topUp) throw new Error(`top-up ${row.id} conflicts and cannot be read`);
  return { topUp, isNew: false };
}

export async function findTopUp(ctx: ActorlessCtx, id: string): Promise<TopUpRow | undefined> {
  const [row] = await readDb(ctx).select().from(topUps).where(eq(topUps.id, id));
  return row;
}

/** Looks up the session id we stored first; the session's metadata counts only if we have stored none. */
export async function findTopUpOfSession(
  ctx: ActorlessCtx,
  { sessionId, topUpId }: { sessionId: string; topUpId: string | null },
): Promise<TopUpRow | undefined> {
  const db = readDb(ctx);
  const [row] = await db.select().from(topUps).where(eq(topUps.checkoutSessionId, sessionId));
  return row ?? (topUpId === null ? undefined : findTopUp(ctx, topUpId));
}

export async function findTopUpOfIntent(
  ctx: ActorlessCtx,
  paymentIntentId: string,
): Promise<TopUpRow | undefined> {
  const db = readDb(ctx);
  const [row] = await db.select().from(topUps).where(eq(topUps.paymentIntentId, paymentIntentId));
  return row;
}

/** When the first payment was started; null before it. */
export async function findFirstTopUpAt(ctx: ActorlessCtx): Promise<Date | null> {
  const [row] = await readDb(ctx)
    .select({ createdAt: topUps.createdAt })
    .from(topUps)
    .orderBy(topUps.createdAt)
    .limit(1);
  return row?.createdAt ?? null;
}

/** Locks the row. Every decision about a top-up is made under this lock, which is taken before the wallet's. */
export async function lockTopUp(ctx: TxCtx, id: string): Promise<TopUpRow> {
  const [row] = await ctx.tx.select().from(topUps).where(eq(topUps.id, id)).for('update');
  if (!row) throw new Error(`top-up ${id} does not exist`);
  return row;
}

/**
 * Locks the row of a payment. Throws if the row belongs to another payment by now: this one's refunds and disputes are
 * recorded with a row of its own when the event is retried.
 */
export async function lockTopUpOfIntent(
  ctx: TxCtx,
  { id, paymentIntentId }: { id: string; paymentIntentId: string },
): Promise<TopUpRow> {
  const row = await lockTopUp(ctx, id);
  if (row.paymentIntentId === paymentIntentId) return row;
  throw new Error(`top-up ${id} is no longer that of payment ${paymentIntentId}`);
}

export async function updateTopUp(
  ctx: TxCtx,
  id: string,
  change: Partial<typeof topUps.$inferInsert>,
): Promise<void> {
  await ctx.tx
    .update(topUps)
    .set({ checkedAt: ctx.now, ...change, updatedAt: ctx.now })
    .where(eq(topUps.id, id));
}

/** Records the attempt, so that a top-up that cannot be checked does not block the others. */
export async function markChecked(ctx: TxCtx, id: string): Promise<void> {
  await ctx.tx.update(topUps).set({ checkedAt: ctx.now }).where(eq(topUps.id, id));
}

/** Lists open top-ups made before `madeBefore`, the least recently checked first. */
export async function listOpenTopUps(
  ctx: ActorlessCtx,
  { madeBefore, limit }: { madeBefore: Date; limit: number },
): Promise<TopUpRow[]> {
  return readDb(ctx)
    .select()
    .from(topUps)
    .where(
      and(
        inArray(topUps.status, ['created', 'pending', 'processing']),
        lt(topUps.createdAt, madeBefore),
      ),
    )
    .orderBy(sql`${topUps.checkedAt} nulls first`)
    .limit(limit);
}

/** Returns the next number, without gaps: the row lock is held until the caller commits. */
export async function nextReceiptNumber(ctx: TxCtx): Promise<number> {
  const [row] = await ctx.tx
    .insert(receiptCounters)
    .values({ kind: 'top_up', lastNumber: 1 })
    .onConflictDoUpdate({
      target: receiptCounters.kind,
      set: { lastNumber: sql`${receiptCounters.lastNumber} + 1` },
    })
    .returning({ number: receiptCounters.lastNumber });
  if (!row) throw new Error('the receipt counter gave no number');
  return row.number;
}

/** Finds a refund by our id if staff requested it here, otherwise by Stripe's. */
export async function findRefund(
  ctx: TxCtx,
  { stripeRefundId, requestId }: { stripeRefundId: string; requestId: string | null },
): Promise<RefundRow | undefined> {
  const [row] = await ctx.tx
    .select()
    .from(topUpRefunds)
    .where(
      or(
        eq(topUpRefunds.stripeRefundId, stripeRefundId),
        requestId === null ? undefined : eq(topUpRefunds.id, requestId),
      ),
    );
  return row;
}

export async function findRefundById(
  ctx: ActorlessCtx,
  id: string,
): Promise<RefundRow | undefined> {
  const [row] = await readDb(ctx).select().from(topUpRefunds).where(eq(topUpRefunds.id, id));
  return row;
}

export async function insertRefund(
  ctx: TxCtx,
  row: typeof topUpRefunds.$inferInsert,
): Promise<RefundRow> {
  const [inserted] = await ctx.tx.insert(topUpRefunds).values(row).returning();
  if (!inserted) throw new Error(`refund ${row.id} was not written`);
  return inserted;
}

export async function updateRefund(
  ctx: TxCtx,
  id: string,
  change: Partial<typeof topUpRefunds.$inferInsert>,
): Promise<void> {
  await ctx.tx
    .update(topUpRefunds)
    .set({ ...change, updatedAt: ctx.now })
    .where(eq(topUpRefunds.id, id));
}

/** Lists refunds whose result is unknown, each with its payment. */
export async function listOpenRefunds(
  ctx: ActorlessCtx,
  { changedBefore, limit }: { changedBefore: Date; limit: number },
): Promise<RefundRow[]> {
  return readDb(ctx)
    .select()
    .from(topUpRefunds)
    .where(
      and(
        inArray(topUpRefunds.status, ['requested', 'pending']),
        lt(topUpRefunds.updatedAt, changedBefore),
      ),
    )
    .orderBy(topUpRefunds.updatedAt)
    .limit(limit);
}

export async function findDispute(ctx: TxCtx, id: string): Promise<DisputeRow | undefined> {
  const [row] = await ctx.tx.select().from(topUpDisputes).where(eq(topUpDisputes.id, id));
  return row;
}

export async function saveDispute(
  ctx: TxCtx,
  row: typeof topUpDisputes.$inferInsert,
): Promise<void> {
  const { id: _id, topUpId: _topUpId, createdAt: _createdAt, ...change } = row;
  await ctx.tx
    .insert(topUpDisputes)
    .values(row)
    .onConflictDoUpdate({ target: topUpDisputes.id, set: change });
}

/** Stores the session id once: a row that already has one keeps it. */
export async function noteSession(
  ctx: TxCtx,
  id: string,
  { sessionId, url }: { sessionId: string; url: string | null },
): Promise<void> {
  await ctx.tx
    .update(topUps)
    .set({ checkoutSessionId: sessionId, checkoutUrl: url, status: 'pending', updatedAt: ctx.now })
    .where(and(eq(topUps.id, id), isNull(topUps.checkoutSessionId), eq(topUps.status, 'created')));
}
