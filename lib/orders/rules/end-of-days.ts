import { addDays, addSeconds, localDateOf, startOfLocalDay } from '@/lib/kit/time';

/** Valid to the same moment, that many local days on; across a clock change it stays that many days. */
export function endOfDays(from: Date, { days, zone }: { days: number; zone: string }): Date {
  const today = localDateOf(from, zone);
  const intoDay = (from.getTime() - startOfLocalDay(today, zone).getTime()) / 1000;
  return addSeconds(startOfLocalDay(addDays(today, days), zone), intoDay);
}
