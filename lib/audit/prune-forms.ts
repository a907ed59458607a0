import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { sentForms } from '@/db/schema/audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/**
 * Longer than a session lasts in which a form was opened. What a form makes carries its id for as long as it
 * is there, so a form older than this still makes nothing twice: only that it says something else now is no
 * longer noticed, and it is answered with what was done.
 */
const KEPT_DAYS = 90;
const ROWS_PER_DELETE = 5_000;

/**
 * Forgets what old forms said. In short transactions of their own, so that no form waits for it.
 * @returns how many rows went
 * @throws DomainError `forbidden`
 */
export async function pruneForms(ctx: Ctx): Promise<number> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const before = sql`${ctx.now.toISOString()}::timestamptz - make_interval(days => ${KEPT_DAYS})`;
  let total = 0;
  for (;;) {
    const { count } = await getDb().execute(sql`
      delete from ${sentForms} where id in (
        select id from ${sentForms} where ${sentForms.createdAt} < ${before}
        limit ${ROWS_PER_DELETE} for update skip locked)`);
    total += count;
    if (count < ROWS_PER_DELETE) return total;
  }
}
