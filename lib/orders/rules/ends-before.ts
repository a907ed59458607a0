import { localDateOf } from '@/lib/kit/time';

/** Whether the last day of a service comes before this end; an end at midnight belongs to the day before it. */
export function endsBefore(
  endsAt: Date,
  { lastDay, zone }: { lastDay: string | null; zone: string },
): boolean {
  return lastDay !== null && lastDay < localDateOf(new Date(endsAt.getTime() - 1), zone);
}
