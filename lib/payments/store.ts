import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { receiptCounters, topUpDisputes, topUpRefunds, topUps } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx, TxCtx } from '@/lib/context';

export type TopUpRow = typeof topUps.$inferSelect;
export type RefundRow = typeof topUpRefunds.$inferSelect;
export type DisputeRow = typeof topUpDisputes.$inferSelect;

/** Writes the row unless its id exists; answers with what then stands there. */
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

/** Our own note of the session comes first; the session's word counts only while we have none. */
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

/** Everything about one top-up is decided under this lock, taken before the wallet's. */
export async function lockTopUp(ctx: TxCtx, id: string): Promise<TopUpRow> {
  const [row] = await ctx.tx.select().from(topUps).where(eq(topUps.id, id)).for('update');
  if (!row) throw new Error(`top-up ${id} does not exist`);
  return row;
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

/** Notes the attempt, so that a top-up that cannot be checked does not keep others from their turn. */
export async function markChecked(ctx: TxCtx, id: string): Promise<void> {
  await ctx.tx.update(topUps).set({ checkedAt: ctx.now }).where(eq(topUps.id, id));
}

/** Open top-ups made before `madeBefore`, the one asked about longest ago first. */
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

/** The next number without a gap: the row lock lasts until the caller's commit. */
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

/** The row of a refund, by our id when staff asked for it here, else by Stripe's. */
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

/** Refunds whose end is not known yet, with the payment they belong to. */
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

/** A session is noted once: a row that already has one keeps it. */
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
