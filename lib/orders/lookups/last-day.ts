import type { Ctx } from '@/lib/context';
import { addDays, startOfLocalDay } from '@/lib/kit/time';
import { type BillingTerms, listBillingTerms } from '@/lib/recurrence/lookups';
import type { BreakAhead } from '@/lib/services/rules/breaks-ahead';
import { lastDayWith } from '../fold-planned';
import { listPlannedChanges, listSchedules } from './charge-rows';
import { listEndings } from './endings';

/** The last day that a service has with everything planned for it, and the breaks ahead of it; null without an end. */
export type LastDay = { lastDay: string | null; breaksAhead: readonly BreakAhead[] };

/** Returns the last day of a service whose end date is `endDate` without what is planned. */
export async function findLastDay(
  ctx: Ctx,
  { terms, endDate }: { terms: BillingTerms; endDate: string | null },
): Promise<LastDay> {
  const { serviceId } = terms;
  const changes = (await listPlannedChanges(ctx, [serviceId])).get(serviceId) ?? [];
  const schedules = await listSchedules(ctx, [serviceId]);
  const ending = (await listEndings(ctx, schedules, [serviceId])).get(serviceId);
  const { spareSeconds = 0, breaks = [], breaksAhead = [] } = ending ?? {};
  const lastDay = lastDayWith({ terms, endDate, spareSeconds, breaks }, changes);
  return { lastDay, breaksAhead };
}

/** Returns when a service is over with everything planned for it: after its last day; null without an end. */
export async function findLastMoment(
  ctx: Ctx,
  { serviceId, endDate }: { serviceId: number; endDate: string | null },
): Promise<Date | null> {
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  if (!terms) return null;
  const { lastDay } = await findLastDay(ctx, { terms, endDate });
  return lastDay === null ? null : startOfLocalDay(addDays(lastDay, 1), terms.zone);
}
