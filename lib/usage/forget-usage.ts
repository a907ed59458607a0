import { inArray, sql } from 'drizzle-orm';
import { usageCounters, usageDays, usageHeldReadings } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';

/**
 * When these services were used, hour by hour, is deleted. How much each month and period used stays: it
 * explains what was paid.
 */
export async function forgetUsage(
  ctx: TxCtx,
  { serviceIds, logins }: { serviceIds: readonly number[]; logins: readonly string[] },
): Promise<void> {
  if (serviceIds.length === 0) return;
  const ids = [...serviceIds];
  await ctx.tx.execute(sql`delete from usage_samples where service_id in ${ids}`);
  await ctx.tx.delete(usageDays).where(inArray(usageDays.serviceId, ids));
  await ctx.tx.delete(usageHeldReadings).where(inArray(usageHeldReadings.serviceId, ids));
  if (logins.length === 0) return;
  // A login that somebody else has by now keeps its counters: what follows is booked against them.
  await ctx.tx.delete(usageCounters).where(
    sql`${usageCounters.login} in ${[...logins]} and not exists (
      select 1 from services s where lower(s.login) = ${usageCounters.login} and s.archived_at is null)`,
  );
}
