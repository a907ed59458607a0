import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { anchorAt } from '@/lib/kit/time';
import { shiftAllocations } from '@/lib/usage/shift-allocations';
import { findPeriod, lockSchedule, saveSchedule } from './store';

export type Break = { since: Date; until: Date };

/**
 * Gives back a break from `since` to `until`: the period that was running when the break began, its data and
 * the next due date move by its length, and the recurrence is anchored to the new due date. Time before that
 * period began is not counted.
 * @returns the part of the break that was given back; null if no time was paid for
 */
export async function shiftPeriod(
  ctx: TxCtx,
  { serviceId, since: heldSince, until }: Break & { serviceId: number },
): Promise<Break | null> {
  const row = await lockSchedule(ctx, serviceId);
  // In a grace, or after a period that was not paid, there is no paid time to give back yet.
  if (!row || row.inGrace || row.nextDue <= heldSince) return null;
  const index = row.nextIndex - 1;
  const last = await findPeriod(ctx, { serviceId, index });
  if (last?.outcome === 'withheld') return null;
  const since = last && last.startsAt > heldSince ? last.startsAt : heldSince;
  const shiftSeconds = Math.floor((until.getTime() - since.getTime()) / 1000);
  // A clock that was set back must not reduce paid time.
  if (shiftSeconds <= 0) return null;
  const nextDue = new Date(row.nextDue.getTime() + shiftSeconds * 1000);
  const interval = { count: row.intervalCount, unit: row.intervalUnit };
  const anchor = anchorAt(nextDue, row.zone, interval);
  await ctx.tx.execute(sql`
    update periods set ends_at = ends_at + make_interval(secs => ${shiftSeconds}),
      stood_seconds = stood_seconds + ${shiftSeconds}
    where service_id = ${serviceId} and index = ${index} and outcome = 'allocated' and ended_early_at is null`);
  await saveSchedule(ctx, {
    ...row,
    nextDue,
    anchorLocal: anchor.local,
    anchorIndex: row.nextIndex,
  });
  await shiftAllocations(ctx, { serviceId, since, until, shiftSeconds });
  return { since, until };
}
