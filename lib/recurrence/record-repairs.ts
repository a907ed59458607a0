import { sql } from 'drizzle-orm';
import { repairs } from '@/db/schema/recurrence';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import type { RepairKind } from '@/lib/kit/words';

/** Records repairs in the transaction that makes them, so that each is counted once. */
export async function recordRepairs(
  ctx: TxCtx,
  kind: RepairKind,
  serviceIds: readonly (number | null)[],
): Promise<void> {
  if (serviceIds.length === 0) return;
  await ctx.tx
    .insert(repairs)
    .values(serviceIds.map((serviceId) => ({ at: ctx.now, kind, serviceId })));
}

/** Retention of repairs, in days. */
const KEPT_DAYS = 90;

/** Deletes expired repairs. */
export async function pruneRepairs(ctx: Ctx): Promise<void> {
  requireStaffOrSystem(ctx, 'jobs.write');
  await inTransaction(ctx, ({ tx }) =>
    tx
      .delete(repairs)
      .where(
        sql`${repairs.at} < ${ctx.now.toISOString()}::timestamptz - make_interval(days => ${KEPT_DAYS})`,
      ),
  );
}
