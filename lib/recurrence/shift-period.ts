import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { anchorAt } from '@/lib/kit/time';
import { shiftAllocations } from '@/lib/usage/shift-allocations';
import { lockSchedule, saveSchedule, wasWithheld } from './store';

/**
 * Gives back the time a service stood still, from `since` to `until`: the period that ran when the break began, its data and the
 * next due moment all move on by the length of the break, and the recurrence hangs on the new moment.
 * @returns whether there was paid time to give back
 */
export async function shiftPeriod(
  ctx: TxCtx,
  { serviceId, since, until }: { serviceId: number; since: Date; until: Date },
): Promise<boolean> {
  const row = await lockSchedule(ctx, serviceId);
  // In a grace, or after a period that was not paid, there is no paid time to give back.
  if (!row || row.inGrace || row.nextDue <= since) return false;
  if (await wasWithheld(ctx, { serviceId, index: row.nextIndex - 1 })) return false;
  const shiftSeconds = Math.floor((until.getTime() - since.getTime()) / 1000);
  // A clock that was set back must not take paid time away.
  if (shiftSeconds <= 0) return false;
  const nextDue = new Date(row.nextDue.getTime() + shiftSeconds * 1000);
  const interval = { count: row.intervalCount, unit: row.intervalUnit };
  const anchor = anchorAt(nextDue, row.zone, interval);
  await ctx.tx.execute(sql`
    update periods set ends_at = ends_at + make_interval(secs => ${shiftSeconds})
    where service_id = ${serviceId} and index = ${row.nextIndex - 1} and outcome = 'allocated' and ended_early_at is null`);
  await saveSchedule(ctx, {
    ...row,
    nextDue,
    anchorLocal: anchor.local,
    anchorIndex: row.nextIndex,
  });
  await shiftAllocations(ctx, { serviceId, since, shiftSeconds });
  return true;
}
