import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { type EngineCtx, textArray } from './context';

/** The next moment at which time alone makes something due; see `job_next_wake` in db/sql/jobs.sql. */
export async function nextWakeAt(ctx: EngineCtx): Promise<Date | null> {
  const [row] = await readDb(ctx).execute<{ ms: number | null }>(sql`
    select (extract(epoch from job_next_wake(
      ${textArray(ctx.functions.ids)}, ${ctx.now.toISOString()}::timestamptz)) * 1000)::float8 as ms`);
  return row?.ms ? new Date(Math.ceil(row.ms)) : null;
}
