import { z } from 'zod';
import { type Db, getDb } from '@/db/client';
import { readFault } from '@/db/read-fault';
import { retryConflicts } from '@/db/retry-conflicts';
import { apart, inOneTrip, type Tx } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { decideOneByOne, listDueServices, type SweepTally } from './decide-one-by-one';
import { type SweepChunk, sweepStatement } from './sweep-statement';

export const SweepRecurrences = z.object({
  /**
   * Due services a chunk begins with; the others of their customers come along. A purchase of a customer in
   * the chunk waits until it is written.
   */
  size: z.number().int().min(1).max(20_000).default(750),
  runner: z
    .object({ index: z.number().int().min(0), of: z.number().int().min(1) })
    .refine(({ index, of }) => index < of)
    .default({ index: 0, of: 1 }),
});

export type SweepResult = SweepTally & {
  more: boolean;
  /** The line about it (`sweep_runs`) is written already, together with what it did. */
  isNoted: boolean;
};

/**
 * Decides one chunk of due periods in one transaction; call again while `more`. Any number of sweepers,
 * late or doubled, come to the same result: a period is decided once. Where a row makes the chunk fail,
 * the chunk is decided one by one instead, and that row is parked.
 * @throws DomainError `forbidden`
 */
export async function sweepRecurrences(
  ctx: Ctx,
  input: z.input<typeof SweepRecurrences> = {},
): Promise<SweepResult> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const chunk = { now: ctx.now, ...SweepRecurrences.parse(input) };
  const done = await decideChunk(ctx, chunk).catch(async (error: unknown) => {
    if (readFault(error).isPassing) throw error;
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
  // One statement is a transaction of its own, without the round trips of another one around it.
  return ctx.tx ? apart(ctx, ({ tx }) => decide(tx)) : retryConflicts(() => decide(getDb()));
}
