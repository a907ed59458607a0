import { and, eq, isNull } from 'drizzle-orm';
import { routerApplies, routerSetups, routers } from '@/db/schema/routers';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { UNDO_MAX_MS } from '../rules/undo';

export type RouterApply = typeof routerApplies.$inferSelect;

/** Returns the last apply of a router while it can be undone. */
export async function findUndoable(ctx: Ctx, routerId: number): Promise<RouterApply | undefined> {
  const [row] = await readDb(ctx)
    .select()
    .from(routerApplies)
    .where(and(eq(routerApplies.routerId, routerId), isNull(routerApplies.undoneAt)));
  return row !== undefined && ctx.now.getTime() - row.at.getTime() <= UNDO_MAX_MS ? row : undefined;
}

export type RouterSetup = typeof routerSetups.$inferSelect;

/** Null for a router that did not go through the guided setup. */
export async function findSetup(ctx: Ctx, routerId: number): Promise<RouterSetup | null> {
  const [row] = await readDb(ctx)
    .select()
    .from(routerSetups)
    .where(eq(routerSetups.routerId, routerId));
  return row ?? null;
}

export type Router = typeof routers.$inferSelect;

/** @throws DomainError `not-found` */
export async function getRouter(ctx: Ctx, id: number): Promise<Router> {
  const [row] = await readDb(ctx).select().from(routers).where(eq(routers.id, id));
  return found(row);
}
