import type { TxCtx } from '@/lib/context';
import { shiftPeriod } from '@/lib/recurrence/shift-period';
import { lockService } from '@/lib/services/lock-service';
import { isPaidOnce, moveEndDate } from '@/lib/services/move-end-date';
import { type StandingHold, standing } from '@/lib/services/standstill';
import { findHold } from './store';

/**
 * Gives back the time a service stood still under a hold that is about to be lifted, in the caller's
 * transaction and under the service's lock: its paid period and its last day move on. Time that another such hold
 * covers is that one's to give back.
 */
export async function giveBackTime(
  ctx: TxCtx,
  { serviceId, reason }: { serviceId: number; reason: StandingHold },
): Promise<void> {
  const hold = await findHold(ctx, { serviceId, reason });
  if (!hold) return;
  let until = ctx.now;
  for (const other of standing.filter((one) => one !== reason)) {
    const stays = await findHold(ctx, { serviceId, reason: other });
    if (stays && stays.since < until) until = stays.since;
  }
  const standstill = { serviceId, since: hold.since, until };
  const isGivenBack =
    (await shiftPeriod(ctx, standstill)) || isPaidOnce(await lockService(ctx, serviceId));
  if (isGivenBack) await moveEndDate(ctx, standstill);
}
