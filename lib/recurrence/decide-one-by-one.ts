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
  /** Not enough credit; decided again when credit arrives or the grace ends. */
  inGrace: number;
  missed: number;
  /** Services that failed and are skipped until staff retry them. */
  parked: number;
};

/**
 * Decides these services with the TypeScript rules instead of the sweep's SQL, each in its own transaction,
 * in the given order. A failing service is parked and does not stop the others, unless all of them fail.
 * @throws transient errors (a lost connection, a deadlock), and errors that no single row has caused
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

/** Lists the due services of the accounts in a chunk, in spending order. */
export async function listDueServices(
  ctx: Ctx,
  { size, runner }: { size: number; runner: { index: number; of: number } },
): Promise<number[]> {
  // No expression is computed from a row's values, so that no row can make this query fail.
  const due: SQL = sql`not held and next_due <= ${ctx.now.toISOString()}
    and runner_of_account(account_id, ${runner.of}::int) = ${runner.index}::int`;
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    select service_id::int as id from schedule
    where ${due} and account_id in (
      select account_id from schedule where ${due} order by next_due, account_id, service_id limit ${size})
    order by account_id, priority, next_due, service_id`);
  return rows.map(({ id }) => id);
}
