import type { Ctx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { feeOf, priceOn } from '@/lib/pricing/rules/price';
import { listCovered, type UnpaidService } from '@/lib/services/rules/covered';
import { type BillingTerms, listBillingTerms } from '../lookups';
import { planFreshPeriod } from '../rules/plan-period';

export type WaitingStart = {
  serviceId: number;
  /** Spendable credit of the customer's wallet. */
  availableMinor: bigint;
  /** The service was never charged. */
  isFirst: boolean;
};

/** Lists the services whose start the customers' credit would cover now. */
export async function listCoveredStarts(
  ctx: Ctx,
  waiting: readonly WaitingStart[],
): Promise<number[]> {
  if (waiting.length === 0) return [];
  const byId = new Map(waiting.map((one) => [one.serviceId, one]));
  const terms = await listBillingTerms(ctx, [...byId.keys()]);
  return listCovered(
    terms.map((one): UnpaidService => {
      const { serviceId, customerId, priority } = one;
      const start = byId.get(serviceId);
      const index = start?.isFirst ? 0 : 1;
      const priceMinor = chargeMinor(one, { now: ctx.now, index });
      const availableMinor = start?.availableMinor ?? 0n;
      return { serviceId, customerId, priority, priceMinor, availableMinor };
    }),
  );
}

/** Returns what the wallet pays at the start; an invoiced service needs no credit. */
function chargeMinor(terms: BillingTerms, { now, index }: { now: Date; index: number }): bigint {
  const { mode, interval, price, activationFeeMinor, zone } = terms;
  if (mode === 'one_off') return 0n;
  if (interval) return planFreshPeriod({ ...terms, interval }, { at: now, index }).totalMinor;
  const fee = feeOf(activationFeeMinor, price);
  return priceOn(price, localDateOf(now, zone)).grossMinor + fee.grossMinor;
}
