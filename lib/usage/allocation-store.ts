import { and, eq, sql } from 'drizzle-orm';
import { allocations, usageAlerts } from '@/db/schema/usage';
import type { TxCtx } from '@/lib/context';
import type { AllocationSource } from '@/lib/kit/words';
import { columnOf } from './column-of';
import { groupBy } from './group-by';
import type { AlertState } from './rules/alerts';
import type { Bucket, Draw } from './rules/buckets';

export type ServiceBucket = Bucket & { serviceId: number };

/** Locks the allocations of these services that are valid at `at`, in id order. */
export async function lockBuckets(
  ctx: TxCtx,
  serviceIds: readonly number[],
  at: Date,
): Promise<Map<number, ServiceBucket[]>> {
  const rows = await ctx.tx
    .select(bucketColumns)
    .from(allocations)
    .where(
      and(
        sql`${allocations.serviceId} = any(${columnOf(serviceIds, 'bigint')})`,
        sql`${allocations.startsAt} <= ${at.toISOString()}::timestamptz`,
        sql`${allocations.expiresAt} > ${at.toISOString()}::timestamptz`,
      ),
    )
    .orderBy(allocations.id)
    .for('no key update');
  return groupBy(rows, (row) => row.serviceId);
}

const bucketColumns = {
  id: allocations.id,
  serviceId: allocations.serviceId,
  grantedBytes: allocations.grantedBytes,
  usedBytes: allocations.usedBytes,
  expiresAt: allocations.expiresAt,
};

/** Locks the most recently expired allocation of services without a valid one: further traffic is booked to it. */
export async function lockEndedBuckets(
  ctx: TxCtx,
  serviceIds: readonly number[],
  at: Date,
): Promise<Map<number, ServiceBucket[]>> {
  if (serviceIds.length === 0) return new Map();
  const ended = sql`
    select a.id from unnest(${columnOf(serviceIds, 'bigint')}) s(id)
    cross join lateral (
      select id from allocations
      where service_id = s.id and expires_at <= ${at.toISOString()}::timestamptz
      order by expires_at desc, id desc limit 1
    ) a`;
  const rows = await ctx.tx
    .select(bucketColumns)
    .from(allocations)
    .where(sql`${allocations.id} in (${ended})`)
    .orderBy(allocations.id)
    .for('no key update');
  return groupBy(rows, (row) => row.serviceId);
}

export async function applyDraws(ctx: TxCtx, draws: readonly Draw[]): Promise<void> {
  if (draws.length === 0) return;
  await ctx.tx.execute(sql`
    update ${allocations} a set used_bytes = a.used_bytes + d.bytes
    from unnest(
      ${columnOf(
        draws.map((draw) => draw.id),
        'bigint',
      )},
      ${columnOf(
        draws.map((draw) => draw.bytes),
        'bigint',
      )}
    ) d(id, bytes)
    where a.id = d.id`);
}

export async function loadAlerts(
  ctx: TxCtx,
  serviceIds: readonly number[],
): Promise<Map<number, AlertState>> {
  const rows = await ctx.tx
    .select({
      serviceId: usageAlerts.serviceId,
      percent: usageAlerts.percent,
      sentAt: usageAlerts.sentAt,
    })
    .from(usageAlerts)
    .where(sql`${usageAlerts.serviceId} = any(${columnOf(serviceIds, 'bigint')})`);
  return new Map(rows.map(({ serviceId, ...state }) => [serviceId, state]));
}

export async function saveAlerts(
  ctx: TxCtx,
  states: readonly (AlertState & { serviceId: number })[],
): Promise<void> {
  if (states.length === 0) return;
  await ctx.tx.execute(sql`
    insert into ${usageAlerts} (service_id, percent, sent_at)
    select * from unnest(
      ${columnOf(
        states.map((state) => state.serviceId),
        'bigint',
      )},
      ${columnOf(
        states.map((state) => state.percent),
        'smallint',
      )},
      ${columnOf(
        states.map((state) => state.sentAt),
        'timestamptz',
      )}
    )
    on conflict (service_id) do update set percent = excluded.percent, sent_at = excluded.sent_at`);
}

/** Inserts an allocation; undefined if the period or order already has one. */
export async function insertAllocation(
  ctx: TxCtx,
  row: typeof allocations.$inferInsert,
): Promise<number | undefined> {
  const [inserted] = await ctx.tx
    .insert(allocations)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: allocations.id });
  return inserted?.id;
}

export async function findAllocation(
  ctx: TxCtx,
  cause: { orderId: string } | { serviceId: number; periodIndex: number; source: AllocationSource },
) {
  const isSame =
    'orderId' in cause
      ? eq(allocations.orderId, cause.orderId)
      : and(
          eq(allocations.serviceId, cause.serviceId),
          eq(allocations.periodIndex, cause.periodIndex),
          eq(allocations.source, cause.source),
        );
  const [row] = await ctx.tx.select({ id: allocations.id }).from(allocations).where(isSame);
  return row;
}

/**
 * Locks what a cap decision changes: schedule rows, then services, each in id order. Taken before the allocations,
 * the same order as in a renewal and a plan change.
 */
export async function lockForCap(ctx: TxCtx, serviceIds: readonly number[]): Promise<void> {
  if (serviceIds.length === 0) return;
  const ids = columnOf(serviceIds, 'bigint');
  await ctx.tx.execute(
    sql`select 1 from schedule where service_id = any(${ids}) order by service_id for update`,
  );
  await ctx.tx.execute(
    sql`select 1 from services where id = any(${ids}) order by id for no key update`,
  );
}
