import { z } from 'zod';
import { type Db, getDb } from '@/db/client';
import { readFault } from '@/db/read-fault';
import { retryConflicts } from '@/db/retry-conflicts';
import { apart, inOneTrip, type Tx } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { listForCalendar } from '@/lib/services/lookups/calendar-first';
import { decideOneByOne, listDueServices, type SweepTally } from './decide-one-by-one';
import { type SweepChunk, sweepStatement } from './sweep-statement';

export const SweepRecurrences = z.object({
  /**
   * Size of a chunk in due services; other due services of the same customers are added. Purchases of these
   * customers wait until the chunk commits.
   */
  size: z.number().int().min(1).max(20_000).default(750),
  runner: z
    .object({ index: z.number().int().min(0), of: z.number().int().min(1) })
    .refine(({ index, of }) => index < of)
    .default({ index: 0, of: 1 }),
});

export type SweepResult = SweepTally & {
  more: boolean;
  /** The chunk's record (`sweep_runs`) is already written, in the same transaction. */
  isNoted: boolean;
};

/**
 * Decides one chunk of due periods in one transaction; call again while `more`. Idempotent: any number of
 * concurrent, late or duplicate sweepers give the same result, because a period is decided once. If a row
 * makes the chunk fail, its services are decided one by one, that row is parked, and the log has the cause.
 * @throws DomainError `forbidden`
 */
export async function sweepRecurrences(
  ctx: Ctx,
  input: z.input<typeof SweepRecurrences> = {},
): Promise<SweepResult> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const except = await listForCalendar(ctx, ctx.now);
  const chunk = { now: ctx.now, ...SweepRecurrences.parse(input), except };
  const done = await decideChunk(ctx, chunk).catch(async (error: unknown) => {
    if (readFault(error).isPassing) throw error;
    // Hundreds of times slower, so nobody may have to guess that it happens.
    logDefect(error, { job: 'sweep-recurrences', part: 'chunk' });
    const ids = await listDueServices(ctx, chunk);
    return { ...(await decideOneByOne(ctx, ids, 'sweep-recurrences')), isNoted: false };
  });
  return { ...done, more: done.decided + done.parked > 0 };
}

async function decideChunk(ctx: Ctx, chunk: SweepChunk): Promise<SweepTally & { isNoted: true }> {
  const decide = async (db: Db | Tx) => {
    const [row] = await db.execute<Omit<SweepTally, 'parked'>>(inOneTrip(sweepStatement(chunk)));
    if (!row) throw new Error('the sweep returned nothing');
    return { ...row, parked: 0, isNoted: true as const };
  };
  // A single statement is its own transaction, which saves the round trips of an explicit one.
  return ctx.tx ? apart(ctx, ({ tx }) => decide(tx)) : retryConflicts(() => decide(getDb()));
}
