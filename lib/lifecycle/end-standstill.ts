import type { TxCtx } from '@/lib/context';
import { type Break, shiftPeriod } from '@/lib/recurrence/shift-period';
import { startOwedPeriods } from '@/lib/recurrence/start-owed-periods';
import { liftHolds } from '@/lib/services/lift-holds';
import { lockService } from '@/lib/services/lock-service';
import { isPaidOnce, moveEndDate } from '@/lib/services/move-end-date';
import { type StandingHold, standing } from '@/lib/services/standstill';
import { findHold } from './store';

type Standing = { serviceId: number; reason: StandingHold };

/**
 * Lets a service that stood still go on, in the caller's transaction and under the service's lock: first the time it
 * stood still is given back, then the hold is lifted, and what that makes due is settled.
 */
export async function endStandstill(ctx: TxCtx, { serviceId, reason }: Standing): Promise<void> {
  const standstill = await findStandstill(ctx, { serviceId, reason });
  const isGivenBack = standstill !== null && (await giveBackTime(ctx, { serviceId, standstill }));
  const lifted = await liftHolds(ctx, { serviceIds: [serviceId], reason });
  await startOwedPeriods(ctx, lifted);
  // A period paid just now, at the end of its grace, began before the break: it includes time that stood still.
  if (standstill && !isGivenBack) await giveBackPeriod(ctx, { serviceId, standstill });
}

/** The break that ends now. Time that another such hold covers is that one's to give back. */
async function findStandstill(ctx: TxCtx, { serviceId, reason }: Standing): Promise<Break | null> {
  const hold = await findHold(ctx, { serviceId, reason });
  if (!hold) return null;
  let until = ctx.now;
  for (const other of standing.filter((one) => one !== reason)) {
    const stays = await findHold(ctx, { serviceId, reason: other });
    if (stays && stays.since < until) until = stays.since;
  }
  return { since: hold.since, until };
}

type Given = { serviceId: number; standstill: Break };

/** The paid period and the last day move on by the break; returns whether anything was paid for. */
async function giveBackTime(ctx: TxCtx, given: Given): Promise<boolean> {
  if (await giveBackPeriod(ctx, given)) return true;
  const { serviceId, standstill } = given;
  if (!isPaidOnce(await lockService(ctx, serviceId))) return false;
  await moveEndDate(ctx, { serviceId, ...standstill });
  return true;
}

async function giveBackPeriod(ctx: TxCtx, { serviceId, standstill }: Given): Promise<boolean> {
  const given = await shiftPeriod(ctx, { serviceId, ...standstill });
  if (given) await moveEndDate(ctx, { serviceId, ...given });
  return given !== null;
}
