import { addDays, addSeconds, localDateOf, startOfLocalDay } from '@/lib/kit/time';

/** Returns the same time of day `days` local days later; a clock change does not alter the number of days. */
export function endOfDays(from: Date, { days, zone }: { days: number; zone: string }): Date {
  const today = localDateOf(from, zone);
  const intoDay = (from.getTime() - startOfLocalDay(today, zone).getTime()) / 1000;
  return addSeconds(startOfLocalDay(addDays(today, days), zone), intoDay);
}
