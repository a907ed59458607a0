import { inArray, sql } from 'drizzle-orm';
import { usageCounters, usageDays, usageHeldReadings } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';

/**
 * Deletes the hourly usage of these services. The totals of each month and period stay, because they explain what was
 * paid.
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
  // Keeps the counters of a login that another service now has, because its next readings are counted against them.
  await ctx.tx.delete(usageCounters).where(
    sql`${usageCounters.login} in ${[...logins]} and not exists (
      select 1 from services s where lower(s.login) = ${usageCounters.login} and s.archived_at is null)`,
  );
}
