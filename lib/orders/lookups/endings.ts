import { inArray } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { ScheduleRow } from '@/lib/recurrence/lookups';
import { givingBack } from '@/lib/recurrence/rules/after-breaks';
import { listBreaksAhead } from '@/lib/services/lookups/breaks-ahead';
import { endDateChosenAt } from '@/lib/services/move-end-date';
import type { BreakAhead } from '@/lib/services/rules/breaks-ahead';
import type { Ending } from '../fold-planned';

/** When a service ends, and every break ahead of it, of which `breaks` are those that move its end. */
export type EndingAhead = Ending & { breaksAhead: readonly BreakAhead[] };

/** Returns when each service ends and what will move that. */
export async function listEndings(
  ctx: Ctx,
  schedules: ReadonlyMap<number, ScheduleRow>,
  ids: number[],
): Promise<Map<number, EndingAhead>> {
  const rows = await readDb(ctx)
    .select({
      ...{ id: services.id, endDate: services.endDate },
      spareSeconds: services.endDateSpareSeconds,
    })
    .from(services)
    .where(inArray(services.id, ids));
  const ahead = await listBreaksAhead(ctx, ids);
  const endings = new Map<number, EndingAhead>();
  for (const { id, ...row } of rows) {
    const breaksAhead = ahead.get(id) ?? [];
    const moving = givingBack(schedules.get(id), breaksAhead);
    const breaks = await sinceChosen(ctx, { serviceId: id, ...row }, moving);
    endings.set(id, { ...row, breaks, breaksAhead });
  }
  return endings;
}

/** Of a running break, only the part after staff chose the end date moves that. */
async function sinceChosen(
  ctx: Ctx,
  { serviceId, endDate }: { serviceId: number; endDate: string | null },
  breaks: readonly BreakAhead[],
): Promise<readonly BreakAhead[]> {
  const [running, ...later] = breaks;
  if (endDate === null || running === undefined || running.since > ctx.now) return breaks;
  const chosenAt = await endDateChosenAt(ctx, { serviceId, since: running.since });
  return [{ ...running, since: chosenAt ?? running.since }, ...later];
}
