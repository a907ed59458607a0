import type { Ctx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { changeFee } from '@/lib/pricing/rules/plan-change';
import { priceOn } from '@/lib/pricing/rules/price';
import { termsAhead } from '@/lib/recurrence/lookups';
import { loadRunningPeriod } from '@/lib/recurrence/running-period';
import { getOrderableService } from './lookups';

/**
 * The fee of a change at the end of the paid period, as listed: what the plan that is left asks for a dearer or
 * a cheaper one, by the prices the service has on either at that moment.
 */
export async function feeOfLaterChange(
  ctx: Ctx,
  change: { customerId: number; serviceId: number; itemVersionId: number },
): Promise<bigint> {
  const { terms, version } = await getOrderableService(ctx, change);
  const { period } = await loadRunningPeriod(ctx, change.serviceId);
  const next = await termsAhead(ctx, { ...terms, nextItemVersionId: change.itemVersionId });
  const day = localDateOf(period?.endsAt ?? ctx.now, terms.zone);
  return changeFee(version, {
    oldPriceMinor: priceOn(terms.price, day).grossMinor,
    newPriceMinor: priceOn(next.price, day).grossMinor,
  });
}
