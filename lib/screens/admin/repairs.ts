import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { type RepairKind, repairKinds } from '@/lib/kit/words';

/** Counts what the recheck repaired in the last 24 hours, by kind. Each is a defect of the product. */
export async function countRepairs(ctx: Ctx): Promise<Record<RepairKind, number>> {
  requireStaffOrSystem(ctx, 'jobs.read');
  const rows = await readDb(ctx).execute<{ kind: RepairKind; count: number }>(sql`
    select kind, count(*)::int as count from repairs
    where at > ${ctx.now.toISOString()}::timestamptz - interval '24 hours' group by kind`);
  const counts = new Map(rows.map(({ kind, count }) => [kind, count]));
  return Object.fromEntries(repairKinds.map((kind) => [kind, counts.get(kind) ?? 0])) as Record<
    RepairKind,
    number
  >;
}
