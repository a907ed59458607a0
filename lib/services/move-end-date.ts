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
  const { endDate, customerId, state } = await lockService(ctx, serviceId);
  if (endDate === null) return;
  const { timeZone: zone } = await getSettings(ctx);
  const from = (await endDateChosenAt(ctx, { serviceId, since })) ?? since;
  const moved = endDateAfter(endDate, { since: from, until, zone });
  if (moved === endDate) return;
  await ctx.tx
    .update(services)
    .set({ endDate: moved, updatedAt: ctx.now })
    .where(eq(services.id, serviceId));
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

async function endDateChosenAt(
  ctx: TxCtx,
  { serviceId, since }: { serviceId: number; since: Date },
): Promise<Date | null> {
  const [row] = await readDb(ctx).execute<{ at: string | null }>(sql`
    select max(at)::text as at from service_history
    where service_id = ${serviceId} and action = 'changed' and at > ${since.toISOString()}
      and after -> 'endDate' is not null`);
  return row?.at == null ? null : new Date(row.at);
}
