import { sql } from 'drizzle-orm';
import { apart, readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { getSettings } from '@/lib/settings/get-settings';
import { doOrPark } from './park-service';
import { recordRepairs } from './record-repairs';
import { refreshSchedule } from './refresh-schedule';
import { lockSchedule } from './store';

const PER_CALL = 500;

/**
 * Compares the schedule of all services with what the rules say, in one statement, and prices again those that differ:
 * each in its own transaction and under its lock, where it is compared once more, so that concurrent runs repair once.
 * Each repair is recorded as a defect.
 */
export async function recheckSchedules(ctx: Ctx): Promise<{ repaired: number; more: boolean }> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const { taxMode, timeZone } = await getSettings(ctx);
  const stale = await readDb(ctx).execute<{ id: number }>(sql`
    select service_id::int as id from stale_schedules(${taxMode}, ${timeZone})
    where service_id not in (select service_id from parked_services) order by 1 limit ${PER_CALL}`);
  let repaired = 0;
  for (const { id: serviceId } of stale) {
    const outcome = await doOrPark(ctx, { serviceId, job: 'recheck-services' }, () =>
      apart(ctx, (tctx) => repairSchedule(tctx, serviceId)),
    );
    if (outcome === 'repaired') repaired += 1;
  }
  return { repaired, more: stale.length === PER_CALL && repaired > 0 };
}

async function repairSchedule(ctx: TxCtx, serviceId: number): Promise<'repaired' | 'unchanged'> {
  await lockSchedule(ctx, serviceId);
  if (!(await isStale(ctx, serviceId))) return 'unchanged';
  await refreshSchedule(ctx, serviceId);
  if (await isStale(ctx, serviceId)) {
    const error = new Error('schedule_terms differs from the rules');
    logDefect(error, { job: 'recheck-services', serviceId });
    return 'unchanged';
  }
  await recordRepairs(ctx, 'price', [serviceId]);
  return 'repaired';
}

async function isStale(ctx: TxCtx, serviceId: number): Promise<boolean> {
  const { taxMode, timeZone } = await getSettings(ctx);
  const rows = await ctx.tx.execute(sql`
    select 1 from stale_schedules(${taxMode}, ${timeZone}) where service_id = ${serviceId}`);
  return rows.length > 0;
}
