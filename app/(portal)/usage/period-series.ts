import type { SubscriberCtx } from '@/app/_auth/session';
import { localDateOf } from '@/lib/kit/time';
import { listUsageSeries, type UsageSeries } from '@/lib/screens/shared/usage';

/** The days of the data in force, from its grant to its expiry. */
export async function periodSeries(
  ctx: SubscriberCtx,
  { serviceId, since, until }: { serviceId: number; since: Date; until: Date },
): Promise<UsageSeries> {
  const months = await monthsBetween(ctx, { serviceId, since, until });
  const present = months.find(({ cap }) => cap !== null) ?? months[0];
  if (present === undefined) throw new RangeError('a period without a month');
  const { timeZone } = present;
  const first = localDateOf(since, timeZone);
  const last = localDateOf(until, timeZone);
  const days = months.flatMap((month) =>
    month.startsAtMs.map((startMs, index) => ({
      startMs,
      down: month.downBytes[index] ?? null,
      up: month.upBytes[index] ?? null,
    })),
  );
  const kept = days.filter(({ startMs }) => {
    const day = localDateOf(new Date(startMs), timeZone);
    return first <= day && day <= last;
  });
  return {
    ...present,
    startsAtMs: kept.map(({ startMs }) => startMs),
    downBytes: kept.map(({ down }) => down),
    upBytes: kept.map(({ up }) => up),
  };
}

/** One query per calendar month in the range. */
async function monthsBetween(
  ctx: SubscriberCtx,
  { serviceId, since, until }: { serviceId: number; since: Date; until: Date },
): Promise<UsageSeries[]> {
  const months: UsageSeries[] = [];
  for (let at = since; at <= until; ) {
    const month = await listUsageSeries(ctx, { serviceId, range: 'month', at });
    months.push(month);
    at = new Date(month.endsAtMs);
  }
  return months;
}
