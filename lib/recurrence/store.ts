import { and, eq, sql } from 'drizzle-orm';
import { periods, schedule } from '@/db/schema/recurrence';
import { readDb } from '@/db/transaction';
import type { Ctx, TxCtx } from '@/lib/context';
import type { PeriodOutcome } from '@/lib/kit/words';
import type { ScheduleRow } from './lookups';

export type PeriodRow = typeof periods.$inferSelect;

/** Returns the unique cause key of a period's charge; the sweep's SQL writes the same key. */
export function periodCause({ serviceId, index }: { serviceId: number; index: number }): string {
  return `period:${serviceId}:${index}`;
}

/** Locks the recurrence of a service. This is the first lock in the lock order, before wallets and services. */
export async function lockSchedule(
  ctx: TxCtx,
  serviceId: number,
): Promise<ScheduleRow | undefined> {
  const [row] = await ctx.tx
    .select()
    .from(schedule)
    .where(eq(schedule.serviceId, serviceId))
    .for('update');
  return row;
}

export async function saveSchedule(ctx: TxCtx, row: typeof schedule.$inferInsert): Promise<void> {
  await ctx.tx
    .insert(schedule)
    .values(row)
    .onConflictDoUpdate({ target: schedule.serviceId, set: row });
}

export async function deleteSchedule(ctx: TxCtx, serviceId: number): Promise<void> {
  await ctx.tx.delete(schedule).where(eq(schedule.serviceId, serviceId));
}

export type NewPeriod = Omit<typeof periods.$inferInsert, 'decidedAt' | 'outcome'> & {
  outcome: PeriodOutcome;
};

/** Records decisions; a second decision of the same (service, index) violates the key and rolls back. */
export async function insertPeriods(ctx: TxCtx, rows: readonly NewPeriod[]): Promise<void> {
  if (rows.length === 0) return;
  await ctx.tx.insert(periods).values(rows.map((row) => ({ ...row, decidedAt: ctx.now })));
}

/** Finds the decision on one period of a service. */
export async function findPeriod(
  ctx: Ctx,
  { serviceId, index }: { serviceId: number; index: number },
): Promise<Pick<PeriodRow, 'outcome' | 'startsAt'> | undefined> {
  const [row] = await readDb(ctx)
    .select({ outcome: periods.outcome, startsAt: periods.startsAt })
    .from(periods)
    .where(and(eq(periods.serviceId, serviceId), eq(periods.index, index)));
  return row;
}

/** What is decided of a service, as far as the period that starts next depends on it. */
export type Decided = {
  lastIndex: number;
  isLastWithheld: boolean;
  /** When the last decided period starts or was ended early. */
  decidedTo: Date;
  /** The seconds that graces have served since the last paid period, and nobody has paid. */
  servedSeconds: number;
};

/** Reads that of each service with a decided period, in one statement. */
export async function readDecided(
  ctx: Ctx,
  serviceIds: readonly number[],
): Promise<Map<number, Decided>> {
  const rows = await readDb(ctx).execute<{
    id: number;
    index: number;
    outcome: PeriodOutcome;
    decided_to: string;
    served: number;
  }>(sql`
    select p.service_id::int as id, p.index, p.outcome,
      greatest(p.starts_at, p.ended_early_at) as decided_to,
      (select coalesce(sum(w.part_seconds), 0)::int from periods w
       where w.service_id = p.service_id and w.outcome = 'withheld' and w.index > coalesce((
         select max(a.index) from periods a where a.service_id = p.service_id and a.outcome = 'allocated'), -1)) as served
    from jsonb_array_elements_text(${JSON.stringify(serviceIds)}::jsonb) ids(id)
    cross join lateral (
      select * from periods q where q.service_id = ids.id::bigint order by q.index desc limit 1) p`);
  return new Map(
    rows.map(({ id, index: lastIndex, outcome, decided_to, served: servedSeconds }) => [
      id,
      {
        ...{ lastIndex, isLastWithheld: outcome === 'withheld', servedSeconds },
        decidedTo: new Date(decided_to),
      },
    ]),
  );
}

/** Finds the allocated period running at `ctx.now`. */
export async function findRunningPeriod(ctx: Ctx, serviceId: number) {
  const [row] = await readDb(ctx)
    .select()
    .from(periods)
    .where(
      sql`${periods.serviceId} = ${serviceId} and ${periods.outcome} = 'allocated' and ${periods.endedEarlyAt} is null
        and ${periods.startsAt} <= ${ctx.now.toISOString()} and ${periods.endsAt} > ${ctx.now.toISOString()}`,
    )
    .orderBy(sql`${periods.index} desc`)
    .limit(1);
  return row;
}

/** Returns when the last decided period starts or was ended early; null if there is none. */
export async function findLastDecidedMoment(ctx: Ctx, serviceId: number): Promise<Date | null> {
  const [row] = await readDb(ctx)
    .select({ startsAt: periods.startsAt, endedEarlyAt: periods.endedEarlyAt })
    .from(periods)
    .where(eq(periods.serviceId, serviceId))
    .orderBy(sql`${periods.index} desc`)
    .limit(1);
  if (!row) return null;
  return new Date(Math.max(row.startsAt.getTime(), row.endedEarlyAt?.getTime() ?? 0));
}

export async function endPeriodEarly(
  ctx: TxCtx,
  { serviceId, index, at }: { serviceId: number; index: number; at: Date },
): Promise<void> {
  await ctx.tx
    .update(periods)
    .set({ endedEarlyAt: at })
    .where(sql`${periods.serviceId} = ${serviceId} and ${periods.index} = ${index}`);
}

export async function accountIdOf(
  ctx: TxCtx,
  { customerId, kind }: { customerId: number; kind: 'wallet' | 'postpaid' },
): Promise<number> {
  const [row] = await ctx.tx.execute<{ id: number }>(
    sql`select id::int as id from accounts where customer_id = ${customerId} and kind = ${kind}`,
  );
  if (!row) throw new Error(`customer ${customerId} has no ${kind} account`);
  return row.id;
}
