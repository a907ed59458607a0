import type { Ctx } from '@/lib/context';
import type { BillingTerms } from '@/lib/recurrence/lookups';
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
