import type { TxCtx } from '@/lib/context';
import { giveBackTime, keepGraceBreak } from '@/lib/recurrence/give-back-time';
import type { Break } from '@/lib/recurrence/shift-period';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { liftHolds } from '@/lib/services/lift-holds';
import { lockService } from '@/lib/services/lock-service';
import { isStillServed } from '@/lib/services/lookups/connection';
import { isPaidOnce, moveEndDate } from '@/lib/services/move-end-date';
import { type StandingHold, standing } from '@/lib/services/rules';
import { findHold } from './store';

type Standing = { serviceId: number; reason: StandingHold };

/**
 * Resumes a service after a break, in the caller's transaction and under the service's lock: gives back the
 * time of the break, lifts the hold, and settles what has become due.
 */
export async function endStandstill(ctx: TxCtx, { serviceId, reason }: Standing): Promise<void> {
  const standstill = await findStandstill(ctx, { serviceId, reason });
  if (standstill) await giveBack(ctx, reason, { serviceId, ...standstill });
  const lifted = await liftHolds(ctx, { serviceIds: [serviceId], reason });
  await startOwedPeriods(ctx, lifted);
}

/**
 * Returns the break that ends now, without time covered by another such hold, which gives that time back
 * itself.
 */
async function findStandstill(ctx: TxCtx, { serviceId, reason }: Standing): Promise<Break | null> {
  const hold = await findHold(ctx, { serviceId, reason });
  if (!hold) return null;
  // A router that was never told to stop has served all of the pause.
  if (reason === 'paused' && (await isStillServed(ctx, serviceId))) return null;
  let until = ctx.now;
  for (const other of standing.filter((one) => one !== reason)) {
    const stays = await findHold(ctx, { serviceId, reason: other });
    if (stays && stays.since < until) until = stays.since;
  }
  return { since: hold.since, until };
}

/** Paid time is given back at once, and time in the grace of an unpaid period once that is paid. */
async function giveBack(
  ctx: TxCtx,
  reason: StandingHold,
  given: Break & { serviceId: number },
): Promise<void> {
  // Only a plan that its router refuses can be left in a break.
  if (await giveBackTime(ctx, { ...given, countsWhole: reason === 'router_refused' })) return;
  await keepGraceBreak(ctx, given);
  if (isPaidOnce(await lockService(ctx, given.serviceId))) await moveEndDate(ctx, given);
}
