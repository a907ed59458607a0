import { type SQL, sql } from 'drizzle-orm';
import { inOneTrip, readDb } from '@/db/transaction';
import { type EngineCtx, textArray } from './context';

/** Returns the next moment at which anything becomes due by time alone; see `job_next_wake` in db/sql/jobs.sql. */
export async function nextWakeAt(ctx: EngineCtx): Promise<Date | null> {
  const [row] = await readDb(ctx).execute<{ ms: number | null }>(
    inOneTrip(sql`select ${wakeMs(ctx)} as ms`),
  );
  return toMoment(row?.ms);
}

/** That moment in milliseconds since 1970, or null if there is none. */
export function wakeMs({ functions, now }: EngineCtx): SQL {
  const wake = sql`job_next_wake(${textArray(functions.ids)}, ${now.toISOString()}::timestamptz)`;
  return sql`(extract(epoch from ${wake}) * 1000)::float8`;
}

/** Rounds up, because waking a fraction of a millisecond early would miss what is due. */
export function toMoment(ms: number | null | undefined): Date | null {
  return ms ? new Date(Math.ceil(ms)) : null;
}
