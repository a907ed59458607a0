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

/** Returns the index after the last period, for a service that comes back after its recurrence ended. */
export async function nextFreeIndex(ctx: Ctx, serviceId: number): Promise<number> {
  const [row] = await readDb(ctx)
    .select({ index: sql<number>`coalesce(max(${periods.index}) + 1, 0)::int` })
    .from(periods)
    .where(eq(periods.serviceId, serviceId));
  return row?.index ?? 0;
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

export async function wasWithheld(
  ctx: Ctx,
  period: { serviceId: number; index: number },
): Promise<boolean> {
  return (await findPeriod(ctx, period))?.outcome === 'withheld';
}

/** Sums the seconds that graces have served since the last paid period of the service, and nobody has paid. */
export async function sumServedUnpaid(ctx: Ctx, serviceId: number): Promise<number> {
  const [row] = await readDb(ctx).execute<{ seconds: number }>(sql`
    select coalesce(sum(part_seconds), 0)::int as seconds from periods
    where service_id = ${serviceId} and outcome = 'withheld' and index > coalesce((
      select max(index) from periods where service_id = ${serviceId} and outcome = 'allocated'), -1)`);
  return row?.seconds ?? 0;
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
