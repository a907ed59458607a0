import { localDateOf } from '@/lib/kit/time';
import { type PriceTerms, priceOn } from '@/lib/pricing/rules/price';
import { type Recurrence, startOfPeriod } from '../rules';

/** More than a year of days: further ahead nobody reads what a wallet carries. */
const CHARGES_MAX = 400;

/** What a service charges from `recurrence.nextIndex` on, as long as it is due by `until`. Minor units. */
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
