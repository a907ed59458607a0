import { jobHeartbeats } from '@/db/schema/jobs';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import type { SweepName } from './rules/sweeps';

/** The backlog of a sweep: how many rows were still due when it ended, and since when the oldest was. */
export type SweepResult = { backlog?: number; oldestDueAt?: Date | null };

/** Records that a sweep completed. */
export async function recordHeartbeat(
  ctx: Ctx,
  job: SweepName,
  { backlog = 0, oldestDueAt = null }: SweepResult = {},
): Promise<void> {
  const state = { lastSuccessAt: ctx.now, backlog, oldestDueAt };
  await inTransaction(ctx, ({ tx }) =>
    tx
      .insert(jobHeartbeats)
      .values({ job, expectedSince: ctx.now, ...state })
      .onConflictDoUpdate({ target: jobHeartbeats.job, set: state }),
  );
}

/** Registers the sweeps this deployment is expected to run, so that one that never starts shows as late. */
export async function expectSweeps(ctx: Ctx, jobs: readonly SweepName[]): Promise<void> {
  if (jobs.length === 0) return;
  const rows = jobs.map((job) => ({ job, expectedSince: ctx.now }));
  await inTransaction(ctx, ({ tx }) => tx.insert(jobHeartbeats).values(rows).onConflictDoNothing());
}
