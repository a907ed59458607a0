import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import { sentForms } from '@/db/schema/audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/**
 * Longer than any session in which a form can stay open. A form resent after that still creates nothing twice,
 * because the row it created carries its id; it just returns the earlier result even if its contents differ.
 */
const KEPT_DAYS = 90;
const ROWS_PER_DELETE = 5_000;

/**
 * Deletes old form digests, in short transactions so that no submission waits.
 * @returns the number of rows deleted
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
