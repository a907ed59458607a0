import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { nextPriceChange, type PriceTerms, priceOn } from '@/lib/pricing/rules/price';
import { duePeriods, type Recurrence, startOfPeriod } from '../rules';

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

/** A charge, and those after it until the next step. Minor units, tax included. */
export type PriceStep = { dueAt: Date; priceMinor: bigint };

/**
 * Lists the charge of `recurrence.nextIndex` and each later one whose price differs from the one before. A charge is
 * made up to the last day inclusive.
 */
export function priceSteps(
  { recurrence, price }: { recurrence: Recurrence; price: PriceTerms },
  lastDay: string | null,
): PriceStep[] {
  const steps: PriceStep[] = [];
  let index: number | null = recurrence.nextIndex;
  while (index !== null) {
    const dueAt = startOfPeriod(recurrence, index);
    const day = localDateOf(dueAt, recurrence.zone);
    if (lastDay !== null && lastDay < day) break;
    const { grossMinor: priceMinor } = priceOn(price, day);
    if (steps.at(-1)?.priceMinor !== priceMinor) steps.push({ dueAt, priceMinor });
    const changesOn = nextPriceChange(price.discounts, day);
    index = changesOn === null ? null : firstDueFrom(recurrence, { after: index, day: changesOn });
  }
  return steps;
}

/** Returns the index of the first period after `after` that starts on this day or later. */
function firstDueFrom(
  recurrence: Recurrence,
  { after, day }: { after: number; day: string },
): number {
  const at = startOfLocalDay(day, recurrence.zone);
  const running = duePeriods({ ...recurrence, nextIndex: after + 1 }, at)?.current ?? after;
  const isFromDay = running > after && startOfPeriod(recurrence, running) >= at;
  return isFromDay ? running : running + 1;
}

/** Returns when the period ends that is charged last if the service has this last day. */
export function endOfLastPeriod(recurrence: Recurrence, lastDay: string): Date {
  const before = recurrence.nextIndex - 1;
  const next = firstDueFrom(recurrence, { after: before, day: addDays(lastDay, 1) });
  return startOfPeriod(recurrence, next);
}
