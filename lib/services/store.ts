import { and, eq, inArray, sql } from 'drizzle-orm';
import { serviceHistory, serviceHolds, services } from '@/db/schema/services';
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

/** Locks several services in id order, their schedule rows first. */
export async function lockServices(
  ctx: TxCtx,
  serviceIds: readonly number[],
): Promise<LockedService[]> {
  if (serviceIds.length === 0) return [];
  const ids = [...serviceIds];
  await ctx.tx.execute(
    sql`select 1 from schedule where service_id in ${ids} order by service_id for update`,
  );
  const rows = await ctx.tx
    .select()
    .from(services)
    .where(inArray(services.id, ids))
    .orderBy(services.id)
    .for('no key update');
  return rows.map((row) => ({ ...row, state: stateFromBits(row) }));
}
