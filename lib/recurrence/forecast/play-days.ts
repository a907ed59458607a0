import { sql } from 'drizzle-orm';
import type { Step } from '@/db/rehearsal';
import type { Tx } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import { addDays, startOfLocalDay } from '@/lib/kit/time';
import { sweepScheduledChanges } from '@/lib/services/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/services/sweep-service-dates';
import { sweepAllocations } from '@/lib/usage/sweep-allocations';
import { sweepMinute } from '../rules';
import { sweepRecurrences } from '../sweep-recurrences';
import { sweepSpecialPeriods } from '../sweep-special-periods';
import { lastMinuteBefore, minuteAfter } from './rules';

/** Nobody waits for the copy's locks: as many at once as the sweep takes. */
const chunkSize = 20_000;

type PlayDays = {
  ctx: Ctx;
  /** The copy to play on. */
  step: Step;
  days: readonly string[];
  zone: string;
  signal?: AbortSignal | undefined;
};

/**
 * Lets the product's own sweeps run through these days, from `ctx.now` on, and answers with how many
 * days they came through before the signal.
 */
export async function playDays({ days, zone, ...play }: PlayDays): Promise<number> {
  let from = sweepMinute(play.ctx.now);
  for (const [played, day] of days.entries()) {
    const next = startOfLocalDay(addDays(day, 1), zone);
    if (!(await playDay(play, { from, until: lastMinuteBefore(next) }))) return played;
    from = sweepMinute(next);
  }
  return days.length;
}

type Play = Pick<PlayDays, 'ctx' | 'step' | 'signal'>;
type Sweep = (ctx: TxCtx) => Promise<{ more: boolean }>;

async function playDay(
  { ctx, step, signal }: Play,
  { from, until }: { from: Date; until: Date },
): Promise<boolean> {
  const drain = async (tctx: TxCtx, sweeps: readonly Sweep[]) => {
    for (const sweep of sweeps)
      for (let more = true; more && !signal?.aborted; ) ({ more } = await sweep(tctx));
  };
  // Today's first minute may belong to tomorrow already.
  if (from > until) return !signal?.aborted;
  let now = await step(async (tx) => {
    await drain({ ...ctx, now: from, tx }, [sweepServiceDates, sweepScheduledChanges]);
    return nextSweep(tx, { from, until });
  });
  while (now !== null && !signal?.aborted) {
    const at = now;
    now = await step(async (tx) => {
      await drain({ ...ctx, now: at, tx }, [sweepSpecialPeriods, sweepDue]);
      // Always later, so that a service no sweep takes cannot hold up the days.
      return nextSweep(tx, { from: minuteAfter(at), until });
    });
  }
  await step((tx) => sweepAllocations({ ...ctx, now: until, tx }));
  return !signal?.aborted;
}

/** A chunk that was not full has left nothing due, so it is not asked again. */
async function sweepDue(ctx: TxCtx): Promise<{ more: boolean }> {
  const { decided, parked } = await sweepRecurrences(ctx, { size: chunkSize });
  return { more: decided + parked >= chunkSize };
}

/**
 * When the next sweep runs; null when the day has nothing more to decide. The product sweeps every
 * minute. Minutes are taken together as far as no wallet is asked in two of them, because only there the
 * order can change who is paid.
 */
async function nextSweep(
  tx: Tx,
  { from, until }: { from: Date; until: Date },
): Promise<Date | null> {
  if (from > until) return null;
  const [row] = await tx.execute<{ first: string | null; second: string | null }>(sql`
    with due as (
      select account_id, greatest(
        to_timestamp(ceil(extract(epoch from next_due) / 60) * 60), ${from.toISOString()}::timestamptz) as minute
      from schedule where not held and next_due <= ${until.toISOString()}
    ), turns as (
      select minute, dense_rank() over (partition by account_id order by minute) as turn from due
    )
    select min(minute) as first, min(minute) filter (where turn = 2) as second from turns`);
  if (!row || row.first === null) return null;
  return row.second === null ? until : lastMinuteBefore(new Date(row.second));
}
