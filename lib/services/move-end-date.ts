import { eq, sql } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { TxCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { getSettings } from '@/lib/settings/get-settings';
import { liftHolds } from './lift-holds';
import { type LockedService, lockService } from './lock-service';
import { recordHistory } from './record-history';
import { endDateAfter } from './rules/end-date';

type Break = { serviceId: number; since: Date; until: Date };

/**
 * Moves a service's last day on by a break that is given back, in the caller's transaction; one that passed during
 * the break is no end then. A last day that staff chose meanwhile was chosen in view of the break: it moves by what
 * came after that.
 */
export async function moveEndDate(ctx: TxCtx, { serviceId, since, until }: Break): Promise<void> {
  const { endDate, endDateSpareSeconds, customerId, state } = await lockService(ctx, serviceId);
  if (endDate === null) return;
  const was = { endDate, spareSeconds: endDateSpareSeconds };
  const { timeZone: zone } = await getSettings(ctx);
  const from = (await endDateChosenAt(ctx, { serviceId, since })) ?? since;
  const { endDate: moved, spareSeconds } = endDateAfter(was, { since: from, until, zone });
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
  if (state.holds.includes('ended') && moved >= localDateOf(ctx.now, zone))
    await liftHolds(ctx, { serviceIds: [serviceId], reason: 'ended' });
}

/** Whether a service without a recurrence was charged: what it paid for is all the time until its last day. */
export function isPaidOnce({ intervalCount, state }: LockedService): boolean {
  return intervalCount === null && !state.holds.includes('unpaid');
}

/**
 * When the present last day was chosen, if that was after the break began. One that was planned was chosen when it was
 * planned, not on the day it was taken.
 */
async function endDateChosenAt(
  ctx: TxCtx,
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
