import type { Ctx } from '@/lib/context';
import { addDays, startOfLocalDay } from '@/lib/kit/time';
import { type BillingTerms, listBillingTerms } from '@/lib/recurrence/lookups';
import { foldPlanned } from '../fold-planned';
import { listPlannedChanges } from './charge-rows';

/** Later than any planned change. */
const NO_DAY = '9999-12-31';

/** Returns the last day that a service has with everything planned for it; null without an end. */
export async function findLastDay(
  ctx: Ctx,
  { terms, endDate }: { terms: BillingTerms; endDate: string | null },
): Promise<string | null> {
  const { serviceId } = terms;
  const changes = (await listPlannedChanges(ctx, [serviceId])).get(serviceId) ?? [];
  return foldPlanned({ terms, endDate }, changes, NO_DAY).endDate;
}

/** Returns when a service is over with everything planned for it: after its last day; null without an end. */
export async function findLastMoment(
  ctx: Ctx,
  { serviceId, endDate }: { serviceId: number; endDate: string | null },
): Promise<Date | null> {
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  const lastDay = terms ? await findLastDay(ctx, { terms, endDate }) : null;
  return terms && lastDay !== null ? startOfLocalDay(addDays(lastDay, 1), terms.zone) : null;
}
