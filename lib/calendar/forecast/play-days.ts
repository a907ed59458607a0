import { sql } from 'drizzle-orm';
import type { Step } from '@/db/rehearsal';
import type { Tx } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import { addDays, startOfLocalDay } from '@/lib/kit/time';
import { sweepMinute } from '@/lib/recurrence/rules';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { sweepAllocations } from '@/lib/usage/sweep-allocations';
import { sweepScheduledChanges } from '../sweep-scheduled-changes';
import { sweepServiceDates } from '../sweep-service-dates';
import { lastMinuteBefore } from './rules';

/** Nobody waits for the copy's locks: as many at once as the sweep takes. */
const CHUNK_SIZE = 20_000;

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
type Day = { from: Date; until: Date };
type Sweep = (ctx: TxCtx) => Promise<{ more: boolean }>;

/**
 * The product sweeps every minute. Here a day is one sweep, and another one for those whose wallet was asked in
 * an earlier minute of it: only there the order can change who is paid.
 */
async function playDay({ ctx, step, signal }: Play, { from, until }: Day): Promise<boolean> {
  const drain = async (tctx: TxCtx, sweeps: readonly Sweep[]) => {
    for (const sweep of sweeps)
      for (let more = true; more && !signal?.aborted; ) ({ more } = await sweep(tctx));
  };
  // Today's first minute may belong to tomorrow already.
  if (from > until) return !signal?.aborted;
  const later = await step(async (tx) => {
    await drain({ ...ctx, now: from, tx }, [sweepServiceDates, sweepScheduledChanges]);
    const turns = await listLaterTurns(tx, { from, until });
    await holdBack(tx, turns.flat());
    return turns;
  });
  for (const turn of [[], ...later]) {
    await step(async (tx) => {
      await letGo(tx, turn);
      await drain({ ...ctx, now: until, tx }, [sweepSpecialPeriods, sweepDue]);
    });
  }
  await step((tx) => sweepAllocations({ ...ctx, now: until, tx }));
  return !signal?.aborted;
}

/** A chunk that was not full has left nothing due, so it is not asked again. */
async function sweepDue(ctx: TxCtx): Promise<{ more: boolean }> {
  const { decided, parked } = await sweepRecurrences(ctx, { size: CHUNK_SIZE });
  return { more: decided + parked >= CHUNK_SIZE };
}

/** The services that are due on a day in which their wallet was asked in an earlier minute: by how many were before. */
async function listLaterTurns(tx: Tx, { from, until }: Day): Promise<number[][]> {
  const rows = await tx.execute<{ ids: number[] }>(sql`
    with due as (
      select service_id, account_id, greatest(
        to_timestamp(ceil(extract(epoch from next_due) / 60) * 60), ${from.toISOString()}::timestamptz) as minute
      from schedule where not held and next_due <= ${until.toISOString()}
    ), turns as (
      select service_id, dense_rank() over (partition by account_id order by minute) as turn from due
    )
    select json_agg(service_id) as ids from turns where turn > 1 group by turn order by turn`);
  return rows.map(({ ids }) => ids);
}

const oneOf = (ids: readonly number[]) => sql`any(${`{${ids.join(',')}}`}::bigint[])`;

async function holdBack(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.execute(sql`update schedule set held = true where service_id = ${oneOf(ids)}`);
}

/** Their holds decide again: the trigger on services that keeps `held` puts it right. */
async function letGo(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.execute(sql`update services set updated_at = updated_at where id = ${oneOf(ids)}`);
}
