import { and, eq, isNull, lt } from 'drizzle-orm';
import { routerApplies } from '@/db/schema/routers';
import { actorLabel, type TxCtx } from '@/lib/context';
import { type AppliedRow, UNDO_MAX_MS } from './rules/undo';

/** An adoption is pushed in batches; writes within this time belong to the same adoption. */
const SAME_APPLY_MS = 10 * 60_000;

/** A repair is saved in batches too; they share the time at which it began. */
type Apply = { rows: readonly AppliedRow[] } & (
  | { kind: 'repair'; begunAt: Date }
  | { kind: 'adoption' }
);

/**
 * Saves the rows of the last apply in place of the previous one, after those already saved of the same one; a no-op
 * when nothing was written.
 */
export async function saveApply(ctx: TxCtx, routerId: number, last: Apply): Promise<void> {
  const { kind, rows } = last;
  if (rows.length === 0) return;
  const written = rows.map((row) => ({
    ...row,
    before: { ...row.before },
    after: { ...row.after },
  }));
  const apply = {
    kind,
    at: last.kind === 'repair' ? last.begunAt : ctx.now,
    actor: actorLabel(ctx.actor),
    rows: [...(await begunRows(ctx, routerId, last)), ...written],
    undoneAt: null,
  };
  await ctx.tx
    .insert(routerApplies)
    .values({ routerId, ...apply })
    .onConflictDoUpdate({ target: routerApplies.routerId, set: apply });
}

async function begunRows(ctx: TxCtx, routerId: number, next: Apply) {
  const [last] = await ctx.tx
    .select()
    .from(routerApplies)
    .where(and(eq(routerApplies.routerId, routerId), isNull(routerApplies.undoneAt)))
    .for('update');
  if (last === undefined || last.kind !== next.kind) return [];
  const isSame =
    next.kind === 'repair'
      ? last.at.getTime() === next.begunAt.getTime()
      : ctx.now.getTime() - last.at.getTime() <= SAME_APPLY_MS;
  return isSame ? last.rows : [];
}

export async function markUndone(ctx: TxCtx, routerId: number, appliedAt: Date): Promise<void> {
  await ctx.tx
    .update(routerApplies)
    .set({ undoneAt: ctx.now })
    .where(and(eq(routerApplies.routerId, routerId), eq(routerApplies.at, appliedAt)));
}

/** Deletes expired applies. Their rows contain addresses and logins, so they are kept only while useful. */
export async function forgetOldApply(ctx: TxCtx, routerId: number): Promise<void> {
  const oldest = new Date(ctx.now.getTime() - UNDO_MAX_MS);
  await ctx.tx
    .delete(routerApplies)
    .where(and(eq(routerApplies.routerId, routerId), lt(routerApplies.at, oldest)));
}
