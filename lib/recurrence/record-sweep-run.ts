import { sql } from 'drizzle-orm';
import { sweepRuns } from '@/db/schema/recurrence';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { SweepPart } from '@/lib/kit/words';
import type { SweepTally } from './decide-one-by-one';

type SweepRun = {
  part: SweepPart;
  durationMs: number;
} & (SweepTally | { fault: string });

const nothing = { decided: 0, allocated: 0, withheld: 0, inGrace: 0, missed: 0, parked: 0 };

/**
 * Records for staff what one chunk of a sweep did; `ctx.now` is when it began. An empty chunk is not
 * recorded, because the heartbeat shows that the sweep ran. A chunk decided in SQL records itself
 * (db/sql/recurrence.sql).
 */
export async function recordSweepRun(ctx: Ctx, run: SweepRun): Promise<void> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const fault = 'fault' in run ? run.fault : null;
  const { decided, allocated, withheld, inGrace, missed, parked } = 'fault' in run ? nothing : run;
  if (fault === null && decided + parked === 0) return;
  const counts = { decided, allocated, withheld, inGrace, missed, parked };
  const { part, durationMs } = run;
  await inTransaction(ctx, ({ tx }) =>
    tx.insert(sweepRuns).values({ part, durationMs, fault, ...counts, startedAt: ctx.now }),
  );
}

/** Retention of sweep records, in days. */
const KEPT_DAYS = 90;

/** Deletes expired sweep records. */
export async function pruneSweepRuns(ctx: Ctx): Promise<void> {
  requireStaffOrSystem(ctx, 'jobs.write');
  await inTransaction(ctx, ({ tx }) =>
    tx
      .delete(sweepRuns)
      .where(
        sql`${sweepRuns.startedAt} < ${ctx.now.toISOString()}::timestamptz - make_interval(days => ${KEPT_DAYS})`,
      ),
  );
}
