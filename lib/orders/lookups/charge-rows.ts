import { and, eq, inArray } from 'drizzle-orm';
import { schedule } from '@/db/schema/recurrence';
import { scheduledChanges } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { ScheduleRow } from '@/lib/recurrence/lookups';
import { readChange } from '@/lib/services/scheduled-change-input';
import type { PlannedChange } from '../fold-planned';

export async function listSchedules(ctx: Ctx, ids: number[]): Promise<Map<number, ScheduleRow>> {
  const rows = await readDb(ctx).select().from(schedule).where(inArray(schedule.serviceId, ids));
  return new Map(rows.map((row) => [row.serviceId, row]));
}

/** In order of execution. */
export async function listPlannedChanges(
  ctx: Ctx,
  ids: number[],
): Promise<Map<number, PlannedChange[]>> {
  const rows = await readDb(ctx)
    .select()
    .from(scheduledChanges)
    .where(and(inArray(scheduledChanges.serviceId, ids), eq(scheduledChanges.state, 'pending')))
    .orderBy(scheduledChanges.effectiveDate, scheduledChanges.id);
  const byService = new Map<number, PlannedChange[]>();
  for (const { serviceId, effectiveDate, payload } of rows) {
    const change = readChange(payload);
    if (change === null) continue;
    byService.set(serviceId, [...(byService.get(serviceId) ?? []), { effectiveDate, change }]);
  }
  return byService;
}
