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

/** Nothing else waits for locks on the copy, so a chunk is as large as the sweep allows. */
const CHUNK_SIZE = 20_000;

type PlayDays = {
  ctx: Ctx;
  /** Runs a function on the copy. */
  step: Step;
  days: readonly string[];
  zone: string;
  signal?: AbortSignal | undefined;
};

/**
 * Runs the real sweeps through these days, starting at `ctx.now`, and returns the number of days completed
 * before the signal.
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
 * The real sweeps run every minute. Here a day is one sweep, plus further ones for services whose wallet has
 * another renewal in an earlier minute of that day: only there can the order decide which renewal is paid.
 */
async function playDay({ ctx, step, signal }: Play, { from, until }: Day): Promise<boolean> {
  const drain = async (tctx: TxCtx, sweeps: readonly Sweep[]) => {
    for (const sweep of sweeps)
      for (let more = true; more && !signal?.aborted; ) ({ more } = await sweep(tctx));
  };
  // The first minute may already belong to tomorrow.
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

/** A chunk that was not full has left nothing due, so it is not repeated. */
async function sweepDue(ctx: TxCtx): Promise<{ more: boolean }> {
  const { decided, parked } = await sweepRecurrences(ctx, { size: CHUNK_SIZE });
  return { more: decided + parked >= CHUNK_SIZE };
}

/** Groups the day's due services whose wallet has another renewal in an earlier minute, by turn. */
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
  if (ids.length === 0) return;
  await tx.execute(sql`update schedule set held = true where service_id = ${oneOf(ids)}`);
}

/** Restores `held` from the services' holds: any update of a service fires the trigger that derives it. */
async function letGo(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`update services set updated_at = updated_at where id = ${oneOf(ids)}`);
}
