import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import type { PeriodData } from '@/lib/pricing/rules/plan-change';

/** Reads the data that a period granted and what is left of it; null if the plan is unlimited. Packs do not count. */
export async function readPeriodData(
  ctx: ActorlessCtx,
  { serviceId, index }: { serviceId: number; index: number },
): Promise<PeriodData | null> {
  const [row] = await readDb(ctx).execute<{ granted: string | null; unused: string | null }>(sql`
    select sum(granted_bytes)::text as granted, sum(greatest(granted_bytes - used_bytes, 0))::text as unused
    from allocations where service_id = ${serviceId} and period_index = ${index} and source in ('period', 'bonus')`);
  if (!row?.granted || !row.unused) return null;
  return { grantedBytes: BigInt(row.granted), unusedBytes: BigInt(row.unused) };
}
