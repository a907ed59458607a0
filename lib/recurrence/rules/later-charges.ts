import { localDateOf } from '@/lib/kit/time';
import { type PriceTerms, priceOn } from '@/lib/pricing/rules/price';
import { type Recurrence, startOfPeriod } from '../rules';

/** More than a year of daily charges, which is further ahead than any use of this list. */
const CHARGES_MAX = 400;

/** Lists the charges of a service from `recurrence.nextIndex` on that are due by `until`. Minor units. */
export function laterCharges(
  { recurrence, price }: { recurrence: Recurrence; price: PriceTerms },
  until: Date,
): { dueAt: Date; priceMinor: bigint }[] {
  const charges: { dueAt: Date; priceMinor: bigint }[] = [];
  for (let index = recurrence.nextIndex; charges.length < CHARGES_MAX; index += 1) {
    const dueAt = startOfPeriod(recurrence, index);
    if (dueAt > until) break;
    const { grossMinor } = priceOn(price, localDateOf(dueAt, recurrence.zone));
    charges.push({ dueAt, priceMinor: grossMinor });
  }
  return charges;
}
