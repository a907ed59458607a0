import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { ApplyKind } from '@/lib/kit/router-words';
import { findUndoable } from '@/lib/routers/lookups/routers';
import type { AppliedRow } from '@/lib/routers/rules/undo';

export type LastApplyView = {
  kind: ApplyKind;
  at: Date;
  /** Name of the person who did it; null for a background job. */
  byName: string | null;
  rows: readonly AppliedRow[];
};

/**
 * Finds the last repair or adoption on a router that can still be undone.
 * @throws DomainError `forbidden`
 */
export async function findLastApply(ctx: Ctx, routerId: number): Promise<LastApplyView | null> {
  requireStaff(ctx, 'routers.read');
  const apply = await findUndoable(ctx, routerId);
  if (apply === undefined) return null;
  const { kind, at, actor, rows } = apply;
  return { kind, at, rows, byName: await nameOf(ctx, actor) };
}

async function nameOf(ctx: Ctx, actor: string): Promise<string | null> {
  const userId = /^staff:(\d+)$/.exec(actor)?.[1];
  if (userId === undefined) return null;
  const [user] = await readDb(ctx).execute<{ name: string }>(
    sql`select name from users where id = ${Number(userId)}`,
  );
  return user?.name ?? null;
}
