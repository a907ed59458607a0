import { type SQL, sql } from 'drizzle-orm';
import { readFault } from '@/db/read-fault';
import { apart } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { decideOneByOne, type SweepTally } from './decide-one-by-one';

const PER_CALL = 200;

/**
 * Decides the due periods that the set-based sweep skips because their price or terms change (a discount
 * starts or ends, new plan terms, the end of a recurrence `none`), each in its own transaction. A failing
 * service is parked and does not stop the others.
 */
export async function sweepSpecialPeriods(ctx: Ctx): Promise<SweepTally & { more: boolean }> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const ids = await listSpecialServices(ctx);
  const tally = await decideOneByOne(ctx, ids, 'sweep-recurrences');
  return { ...tally, more: ids.length === PER_CALL };
}

/** Days depend on each row's time zone. If one row's zone is invalid, all candidates are returned instead. */
async function listSpecialServices(ctx: Ctx): Promise<number[]> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const list = (condition: SQL) =>
    apart(ctx, async ({ tx }) => {
      const rows = await tx.execute<{ id: number }>(sql`
        select service_id::int as id from schedule
        where not held and next_due <= ${now} and ${condition}
        order by next_due, priority, service_id limit ${PER_CALL}`);
      return rows.map(({ id }) => id);
    });
  try {
    // No zone is more than a day ahead of the database's date, so this bound can use the index.
    return await list(
      sql`reprice_on <= (${now} at time zone zone)::date and reprice_on <= ${now}::date + 1`,
    );
  } catch (error) {
    if (readFault(error).isPassing) throw error;
    return list(sql`reprice_on is not null`);
  }
}
