import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { addSeconds, localDateOf } from '@/lib/kit/time';
import { holdBit } from '@/lib/kit/words';
import { getSettings } from '@/lib/settings/get-settings';
import { hasTimeToGetBack } from '../time-to-get-back';
import { whyWaits } from './why-waits';

/** Written out, so that the planner can use the partial index on end dates. */
const isNotEnded = sql.raw(`holds & ${holdBit('ended')} = 0`);

const ofChange = { kind: sql`due.kind`, serviceId: sql`due.service_id` };

/** SQL condition: a row of `services` is past its last day, and the job that ends services has not seen it yet. */
export function isPastItsEnd({ today, timeZone }: { today: string; timeZone: string }): SQL {
  return sql`(services.end_date is not null and services.end_date < ${today} and services.archived_at is null and services.${isNotEnded}
    and not ${hasTimeToGetBack(timeZone)})`;
}

/** Changes of what a service has bought: before its first period there is nothing to change, so that comes first. */
const ofBought = sql.raw(`('plan', 'pause')`);

/** A defect in a change must not keep its service from being charged for longer. */
const DEFECT_SECONDS = 2 * 24 * 3600;

type Moment = { now: Date; today: string };

/**
 * SQL query: the services with a planned change whose day has come and that waits for nothing; one service or all. How
 * long its day is over does not matter, because the jobs may have stood still.
 */
function changesDue({ now, today }: Moment, serviceId?: SQLWrapper): SQL {
  const ofService = serviceId ? sql`due.service_id = ${serviceId} and` : sql``;
  return sql`select due.service_id
    from scheduled_changes due join services of_due on of_due.id = due.service_id
    where ${ofService} due.state = 'pending' and due.effective_date <= ${today}
      and (due.defect_since is null or due.defect_since > ${addSeconds(now, -DEFECT_SECONDS).toISOString()})
      and (due.kind not in ${ofBought} or of_due.holds & ${holdBit('unpaid')}::int = 0)
      and ${whyWaits(ofChange, today)} is null`;
}

/**
 * SQL condition: the calendar decides first about a row of `services`. Its last day is over, or a change is planned for
 * today and not applied yet, so no period may be sold on what it is now.
 */
export async function isForCalendar(ctx: ActorlessCtx, now: Date): Promise<SQL> {
  const { timeZone } = await getSettings(ctx);
  const today = localDateOf(now, timeZone);
  return sql`(${isPastItsEnd({ today, timeZone })} or exists (${changesDue({ now, today }, sql`services.id`)}))`;
}

/** Returns whether the calendar decides first about a service, which the caller has locked. */
export async function isCalendarFirst(
  ctx: ActorlessCtx,
  { serviceId, now }: { serviceId: number; now: Date },
): Promise<boolean> {
  const rows = await readDb(ctx).execute(sql`
    select 1 from services where id = ${serviceId} and ${await isForCalendar(ctx, now)}`);
  return rows.length > 0;
}

/** Lists the services about which the calendar decides first: few or none, unless the jobs stood still. */
export async function listForCalendar(ctx: ActorlessCtx, now: Date): Promise<number[]> {
  const { timeZone } = await getSettings(ctx);
  const today = localDateOf(now, timeZone);
  if (!(await hasDaysOver(ctx, today))) return [];
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select id::int as id from services where ${isPastItsEnd({ today, timeZone })}
    union select service_id::int from (${changesDue({ now, today })}) of_changes`);
  return rows.map(({ id }) => id);
}

/**
 * Returns whether the calendar has anything to look at, by two indexes that are mostly empty. The sweep asks before each
 * chunk, and only to plan the whole question costs a twentieth of the chunk.
 */
async function hasDaysOver(ctx: ActorlessCtx, today: string): Promise<boolean> {
  const rows = await readDb(ctx).execute(sql`
    select 1 where exists (
      select 1 from services where end_date is not null and end_date < ${today} and archived_at is null and ${isNotEnded})
    or exists (select 1 from scheduled_changes where state = 'pending' and effective_date <= ${today})`);
  return rows.length > 0;
}
