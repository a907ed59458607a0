import { eq, sql } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx, TxCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { getSettings } from '@/lib/settings/get-settings';
import { liftHolds } from './lift-holds';
import { type LockedService, lockService } from './lock-service';
import { recordHistory } from './record-history';
import { type EndDate, endDateAfter } from './rules/end-date';

type Break = { since: Date; until: Date };

/**
 * Moves the end date of a service by a break that is given back, in the caller's transaction; lifts `ended`
 * if the end date had passed during the break.
 */
export async function moveEndDate(
  ctx: TxCtx,
  { serviceId, ...standstill }: Break & { serviceId: number },
): Promise<void> {
  const { endDate, endDateSpareSeconds, customerId, state } = await lockService(ctx, serviceId);
  if (endDate === null) return;
  const was = { endDate, spareSeconds: endDateSpareSeconds };
  const { endDate: moved, spareSeconds } = await endDateWith(ctx, was, {
    ...{ serviceId, breaks: [standstill] },
  });
  if (moved === endDate && spareSeconds === endDateSpareSeconds) return;
  await ctx.tx
    .update(services)
    .set({ endDate: moved, endDateSpareSeconds: spareSeconds, updatedAt: ctx.now })
    .where(eq(services.id, serviceId));
  if (moved === endDate) return;
  await recordHistory(ctx, [
    {
      ...{ serviceId, customerId, action: 'end_date_moved' },
      ...{ before: { endDate }, after: { endDate: moved } },
    },
  ]);
  const { timeZone: zone } = await getSettings(ctx);
  if (state.holds.includes('ended') && moved >= localDateOf(ctx.now, zone))
    await liftHolds(ctx, { serviceIds: [serviceId], reason: 'ended' });
}

/**
 * Returns what an end date becomes once these breaks are given back, in their order. If staff chose the end date
 * during a break, only the part of the break after that choice counts.
 */
export async function endDateWith(
  ctx: ActorlessCtx,
  was: EndDate,
  { serviceId, breaks }: { serviceId: number; breaks: readonly Break[] },
): Promise<EndDate> {
  const { timeZone: zone } = await getSettings(ctx);
  let moved = was;
  for (const { since, until } of breaks) {
    const from = (await endDateChosenAt(ctx, { serviceId, since })) ?? since;
    moved = endDateAfter(moved, { since: from, until, zone });
  }
  return moved;
}

/**
 * Returns whether a service without a recurrence was charged: its payment covers all time until the end date.
 */
export function isPaidOnce({ intervalCount, state }: LockedService): boolean {
  return intervalCount === null && !state.holds.includes('unpaid');
}

/**
 * Returns when the current end date was chosen, if that was after the break began. A planned end date counts
 * from when it was planned, not from when it took effect.
 */
export async function endDateChosenAt(
  ctx: ActorlessCtx,
  { serviceId, since }: { serviceId: number; since: Date },
): Promise<Date | null> {
  const [row] = await readDb(ctx).execute<{ at: string }>(sql`
    select coalesce(planned.at, h.at)::text as at
    from service_history h left join lateral (
      select c.created_at as at
      from service_history a join scheduled_changes c on c.id = (a.after ->> 'changeId')::bigint
      where a.service_id = h.service_id and a.action = 'change_applied' and a.at = h.at and a.id < h.id
      order by a.id desc limit 1) planned on true
    where h.service_id = ${serviceId} and h.action = 'changed' and h.at > ${since.toISOString()}
      and h.after -> 'endDate' is not null
    order by h.id desc limit 1`);
  const at = row ? new Date(row.at) : null;
  return at !== null && at > since ? at : null;
}
