import { and, eq, getTableColumns, inArray, lte, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import {
  scheduledChanges,
  serviceDiscounts,
  serviceHistory,
  serviceHolds,
  serviceNetworks,
  services,
} from '@/db/schema/services';
import type { Tx } from '@/db/transaction';
import { toJson } from '@/lib/audit/record-audit';
import { actorLabel, type TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { HoldReason } from '@/lib/kit/words';
import { type ServiceState, stateFromBits } from './rules';

export type ServiceRow = typeof services.$inferSelect;
export type LockedService = ServiceRow & { state: ServiceState };

/**
 * Locks a service for a change: its schedule row first, as everywhere, so that no sweep renews it
 * meanwhile. Unknown and foreign ids answer alike.
 */
export async function lockService(ctx: TxCtx, serviceId: number): Promise<LockedService> {
  await ctx.tx.execute(sql`select 1 from schedule where service_id = ${serviceId} for update`);
  const [row] = await ctx.tx
    .select()
    .from(services)
    .where(eq(services.id, serviceId))
    .for('no key update');
  const service = found(row);
  return { ...service, state: stateFromBits(service) };
}

export type ServiceParts = {
  additionalNetworks: string[];
  discounts: Omit<typeof serviceDiscounts.$inferSelect, 'id' | 'serviceId'>[];
};

/** What of a service stands in tables of its own, as it is before a change. */
export async function readParts(ctx: TxCtx, serviceId: number): Promise<ServiceParts> {
  const networks = await ctx.tx
    .select({ network: serviceNetworks.network })
    .from(serviceNetworks)
    .where(eq(serviceNetworks.serviceId, serviceId));
  const { id: _id, serviceId: _serviceId, ...columns } = getTableColumns(serviceDiscounts);
  const discounts = await ctx.tx
    .select(columns)
    .from(serviceDiscounts)
    .where(eq(serviceDiscounts.serviceId, serviceId))
    .orderBy(serviceDiscounts.id);
  return { additionalNetworks: networks.map(({ network }) => network).sort(), discounts };
}

export type NewHistory = {
  serviceId: number;
  customerId: number;
  action: string;
  hold?: HoldReason;
  before?: unknown;
  after?: unknown;
  reason?: string | null | undefined;
};

export async function insertHistory(ctx: TxCtx, rows: readonly NewHistory[]): Promise<void> {
  if (rows.length === 0) return;
  await ctx.tx.insert(serviceHistory).values(
    rows.map((row) => ({
      serviceId: row.serviceId,
      customerId: row.customerId,
      at: ctx.now,
      actor: actorLabel(ctx.actor),
      action: row.action,
      hold: row.hold ?? null,
      before: toJson(row.before),
      after: toJson(row.after),
      reason: row.reason ?? null,
    })),
  );
}

export type NewHold = { reason: HoldReason; note?: string | undefined; until?: string | undefined };

/** Puts the hold where it is not yet, and answers with the services it was put on. */
export async function insertHolds(
  ctx: TxCtx,
  serviceIds: readonly number[],
  hold: NewHold,
): Promise<number[]> {
  if (serviceIds.length === 0) return [];
  const rows = await ctx.tx
    .insert(serviceHolds)
    .values(
      [...serviceIds]
        .sort((a, b) => a - b)
        .map((serviceId) => ({
          serviceId,
          reason: hold.reason,
          since: ctx.now,
          actor: actorLabel(ctx.actor),
          note: hold.note ?? null,
          until: hold.until ?? null,
        })),
    )
    .onConflictDoNothing()
    .returning({ serviceId: serviceHolds.serviceId });
  return rows.map((row) => row.serviceId);
}

export async function deleteHolds(
  ctx: TxCtx,
  serviceIds: readonly number[],
  reason: HoldReason,
): Promise<number[]> {
  if (serviceIds.length === 0) return [];
  // Whom this lets on although no router takes them is held from now; see db/sql/services.sql.
  await ctx.tx.execute(sql`select set_config('netpurse.moment', ${ctx.now.toISOString()}, true)`);
  const rows = await ctx.tx
    .delete(serviceHolds)
    .where(and(inArray(serviceHolds.serviceId, [...serviceIds]), eq(serviceHolds.reason, reason)))
    .returning({ serviceId: serviceHolds.serviceId });
  return rows.map((row) => row.serviceId);
}

export async function customersOf(
  ctx: TxCtx,
  serviceIds: readonly number[],
): Promise<Map<number, number>> {
  if (serviceIds.length === 0) return new Map();
  const rows = await ctx.tx
    .select({ id: services.id, customerId: services.customerId })
    .from(services)
    .where(inArray(services.id, [...serviceIds]));
  return new Map(rows.map((row) => [row.id, row.customerId]));
}

export async function findHold(
  ctx: TxCtx,
  { serviceId, reason }: { serviceId: number; reason: HoldReason },
): Promise<{ since: Date; until: string | null } | undefined> {
  const [row] = await ctx.tx
    .select({ since: serviceHolds.since, until: serviceHolds.until })
    .from(serviceHolds)
    .where(and(eq(serviceHolds.serviceId, serviceId), eq(serviceHolds.reason, reason)));
  return row;
}

export async function insertScheduledChange(
  ctx: TxCtx,
  row: typeof scheduledChanges.$inferInsert,
): Promise<number> {
  const [inserted] = await ctx.tx
    .insert(scheduledChanges)
    .values(row)
    .returning({ id: scheduledChanges.id });
  if (!inserted) throw new Error('services: the scheduled change was not written');
  return inserted.id;
}

export async function findServiceOfChange(
  ctx: TxCtx,
  changeId: number,
): Promise<{ serviceId: number; customerId: number } | undefined> {
  const [row] = await ctx.tx
    .select({ serviceId: services.id, customerId: services.customerId })
    .from(scheduledChanges)
    .innerJoin(services, eq(services.id, scheduledChanges.serviceId))
    .where(eq(scheduledChanges.id, changeId));
  return row;
}

export async function lockScheduledChange(ctx: TxCtx, changeId: number) {
  const [row] = await ctx.tx
    .select()
    .from(scheduledChanges)
    .where(eq(scheduledChanges.id, changeId))
    .for('update');
  return row;
}

export async function settleScheduledChange(
  ctx: TxCtx,
  changeId: number,
  outcome: { state: 'applied' | 'cancelled' | 'failed'; failure?: string },
): Promise<void> {
  await ctx.tx
    .update(scheduledChanges)
    .set({ state: outcome.state, failure: outcome.failure ?? null, settledAt: ctx.now })
    .where(eq(scheduledChanges.id, changeId));
}

export async function listDueChangeIds(
  db: Db | Tx,
  { today, limit }: { today: string; limit: number },
): Promise<number[]> {
  const rows = await db
    .select({ id: scheduledChanges.id })
    .from(scheduledChanges)
    .where(and(eq(scheduledChanges.state, 'pending'), lte(scheduledChanges.effectiveDate, today)))
    .orderBy(scheduledChanges.effectiveDate, scheduledChanges.id)
    .limit(limit);
  return rows.map((row) => row.id);
}

/**
 * What was planned for a service that is archived can no longer happen. One that somebody cancels at this
 * moment is skipped.
 */
export async function cancelPendingChanges(ctx: TxCtx, serviceId: number): Promise<void> {
  const waiting = ctx.tx
    .select({ id: scheduledChanges.id })
    .from(scheduledChanges)
    .where(and(eq(scheduledChanges.serviceId, serviceId), eq(scheduledChanges.state, 'pending')))
    .for('update', { skipLocked: true });
  await ctx.tx
    .update(scheduledChanges)
    .set({ state: 'cancelled', settledAt: ctx.now })
    .where(inArray(scheduledChanges.id, waiting));
}
