import { type SQL, sql } from 'drizzle-orm';
import { readFault } from '@/db/read-fault';
import { apart, readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { decideDueService } from './decide-due-service';
import { parkService } from './park-service';
import { isEverythingFailing } from './rules/is-everything-failing';

export type SweepTally = {
  decided: number;
  allocated: number;
  withheld: number;
  /** Short of credit, and decided again when it comes or their grace ends. */
  inGrace: number;
  missed: number;
  /** Services that failed and are left out until staff have them tried again. */
  parked: number;
};

/**
 * Decides these services by the rules instead of the sweep's statement, each in a transaction of its own,
 * in the order given. What fails is parked and stops no other, unless everything fails.
 * @throws what passes by itself (a lost connection, a deadlock), and what is no fault of single rows
 */
export async function decideOneByOne(
  ctx: Ctx,
  serviceIds: readonly number[],
  job: string,
): Promise<SweepTally> {
  const tally = { decided: 0, allocated: 0, withheld: 0, in_grace: 0, missed: 0, parked: 0 };
  const failed: { serviceId: number; error: unknown }[] = [];
  for (const serviceId of serviceIds) {
    try {
      const { outcome, missed } = await apart(ctx, (tctx) => decideDueService(tctx, serviceId));
      if (outcome === 'not_due') continue;
      tally.decided += 1;
      tally.missed += missed;
      if (outcome !== 'ended' && outcome !== 'not_connected') tally[outcome] += 1;
    } catch (error) {
      if (readFault(error).isPassing) throw error;
      failed.push({ serviceId, error });
    }
  }
  if (isEverythingFailing({ done: tally.decided, failed: failed.length }))
    throw new AggregateError(
      failed.map(({ error }) => error).slice(0, 10),
      'nothing can be decided',
    );
  for (const { serviceId, error } of failed) await parkService(ctx, { serviceId, job, error });
  const { in_grace: inGrace, ...counts } = tally;
  return { ...counts, inGrace, parked: failed.length };
}

/** Due services of the accounts a chunk would take, in the order their credit is spent. */
export async function listDueServices(
  ctx: Ctx,
  { size, runner }: { size: number; runner: { index: number; of: number } },
): Promise<number[]> {
  // Nothing here is computed from a row, so that no row can make it fail.
  const due: SQL = sql`not held and next_due <= ${ctx.now.toISOString()}
    and runner_of_account(account_id, ${runner.of}::int) = ${runner.index}::int`;
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select service_id::int as id from schedule
    where ${due} and account_id in (
      select account_id from schedule where ${due} order by next_due, account_id, service_id limit ${size})
    order by account_id, priority, next_due, service_id`);
  return rows.map(({ id }) => id);
}
