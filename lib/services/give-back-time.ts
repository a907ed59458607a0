import type { TxCtx } from '@/lib/context';
import type { HoldReason } from '@/lib/kit/words';
import { shiftPeriod } from '@/lib/recurrence/shift-period';
import { findHold } from './store';

/** Holds under which what was paid for stands still. */
const standing = ['paused', 'not_connected'] as const satisfies readonly HoldReason[];
export type StandingHold = (typeof standing)[number];

/**
 * Gives back the time a service stood still under a hold that is about to be lifted, in the caller's
 * transaction and under the service's lock. Time that another such hold covers is that one's to give back.
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
  await shiftPeriod(ctx, { serviceId, since: hold.since, until });
}
