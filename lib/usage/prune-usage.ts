import { lt, sql } from 'drizzle-orm';
import {
  usageCounters,
  usageDays,
  usageGaps,
  usageHeldReadings,
  usagePastTerms,
} from '@/db/schema/usage';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { addDays, addSeconds } from '@/lib/kit/time';

/** Retention of each kind of row, in days. Months and periods are kept as long as their service. */
const keptDays = { samples: 3, counters: 7, decided: 90, pastTerms: 60, days: 400 } as const;

/**
 * Deletes expired usage data. A session's counters are only deleted after its router was polled without it for days,
 * so that the first poll after a long outage can still continue from them.
 * @throws DomainError `forbidden`
 */
export async function pruneUsage(ctx: Ctx): Promise<{ partitions: number }> {
  requireStaffOrSystem(ctx, 'services.write');
  const before = (days: number) => addSeconds(ctx.now, -days * 86_400);
  return inTransaction(ctx, async ({ tx }) => {
    const [pruned] = await tx.execute<{ count: number }>(
      sql`select usage_samples_prune(${before(keptDays.samples).toISOString()}::timestamptz) as count`,
    );
    await tx.delete(usageCounters).where(
      sql`${usageCounters.polledAt} < (
        select p.last_polled_at - make_interval(days => ${keptDays.counters}) from usage_pollers p
        where p.router_id = ${usageCounters.routerId})`,
    );
    // Open ones have no such date: they stay until staff decide.
    await tx
      .delete(usageHeldReadings)
      .where(lt(usageHeldReadings.decidedAt, before(keptDays.decided)));
    await tx.delete(usagePastTerms).where(lt(usagePastTerms.endedAt, before(keptDays.pastTerms)));
    const firstDay = addDays(ctx.now.toISOString().slice(0, 10), -keptDays.days);
    await tx.delete(usageDays).where(lt(usageDays.day, firstDay));
    await tx.delete(usageGaps).where(lt(usageGaps.endsAt, before(keptDays.days)));
    return { partitions: pruned?.count ?? 0 };
  });
}
