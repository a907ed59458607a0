import { and, eq, gte, lt, lte, sql } from 'drizzle-orm';
import { usageDays, usageMonths } from '@/db/schema/usage';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import type { Counters } from '../rules/count-delta';
import type { Axis, SeriesRange } from '../rules/slots';

export type BookedSlot = Counters & { startsAt: Date };
type Request = { serviceId: number; range: SeriesRange; axis: Axis; timeZone: string };

/** Bytes booked at an instant, or over the day or month that begins there. */
type Booking = Counters & { at: Date };

const HOUR_MS = 3_600_000;

/**
 * Returns the bytes of every slot of an axis, from the coarsest rows with enough resolution; zero where nothing is
 * booked.
 */
export async function listBookedBytes(ctx: ActorlessCtx, request: Request): Promise<BookedSlot[]> {
  const { axis, range } = request;
  switch (range) {
    case 'hour':
      return intoSlots(axis, await listSamples(ctx, request));
    case 'day':
      return intoSlots(axis, (await listDays(ctx, request)).flatMap(hoursOf));
    case 'week':
    case 'month':
      return byDate(request, await listDays(ctx, request));
    case 'year':
      return byDate(request, await listMonths(ctx, request));
  }
}

export function totalOf(slots: readonly Counters[]) {
  return {
    totalDownBytes: slots.reduce((sum, slot) => sum + slot.downBytes, 0n),
    totalUpBytes: slots.reduce((sum, slot) => sum + slot.upBytes, 0n),
  };
}

async function listSamples(ctx: ActorlessCtx, { serviceId, axis }: Request): Promise<Booking[]> {
  const from = (axis.starts[0] ?? axis.end).toISOString();
  const rows = await readDb(ctx).execute<{ at_ms: string; down: string; up: string }>(sql`
    select floor(extract(epoch from polled_at) * 1000)::bigint as at_ms,
           down_bytes as down, up_bytes as up
    from usage_samples
    where service_id = ${serviceId} and polled_at >= ${from}::timestamptz
      and polled_at < ${axis.end.toISOString()}::timestamptz`);
  return rows.map((row) => ({
    at: new Date(Number(row.at_ms)),
    downBytes: BigInt(row.down),
    upBytes: BigInt(row.up),
  }));
}

type DayRow = typeof usageDays.$inferSelect;

async function listDays(ctx: ActorlessCtx, request: Request): Promise<DayRow[]> {
  const { serviceId, axis, timeZone } = request;
  const from = localDateOf(axis.starts[0] ?? axis.end, timeZone);
  return readDb(ctx)
    .select()
    .from(usageDays)
    .where(
      and(
        eq(usageDays.serviceId, serviceId),
        gte(usageDays.day, from),
        lt(usageDays.day, localDateOf(axis.end, timeZone)),
      ),
    );
}

async function listMonths(ctx: ActorlessCtx, request: Request) {
  const { serviceId, axis, timeZone } = request;
  const first = localDateOf(axis.starts[0] ?? axis.end, timeZone);
  const last = localDateOf(axis.starts.at(-1) ?? axis.end, timeZone);
  return readDb(ctx)
    .select({
      day: usageMonths.month,
      downBytes: usageMonths.downBytes,
      upBytes: usageMonths.upBytes,
    })
    .from(usageMonths)
    .where(
      and(
        eq(usageMonths.serviceId, serviceId),
        gte(usageMonths.month, first),
        lte(usageMonths.month, last),
      ),
    );
}

/**
 * Counted from the row's own start rather than the axis, so that hours stay the same if the operator changes the
 * zone.
 */
function hoursOf(row: DayRow): Booking[] {
  return row.downHours.map((downBytes, i) => ({
    at: new Date(row.startsAt.getTime() + i * HOUR_MS),
    downBytes,
    upBytes: row.upHours[i] ?? 0n,
  }));
}

function intoSlots(axis: Axis, bookings: readonly Booking[]): BookedSlot[] {
  const slots = axis.starts.map((startsAt) => ({ startsAt, downBytes: 0n, upBytes: 0n }));
  for (const booking of bookings) {
    const slot = slots.findLast((candidate) => candidate.startsAt <= booking.at) ?? slots[0];
    if (slot === undefined) continue;
    slot.downBytes += booking.downBytes;
    slot.upBytes += booking.upBytes;
  }
  return slots;
}

function byDate(request: Request, rows: readonly (Counters & { day: string })[]): BookedSlot[] {
  const booked = new Map(rows.map((row) => [row.day, row]));
  return request.axis.starts.map((startsAt) => {
    const row = booked.get(localDateOf(startsAt, request.timeZone));
    return { startsAt, downBytes: row?.downBytes ?? 0n, upBytes: row?.upBytes ?? 0n };
  });
}
