import { and, eq, inArray, sql } from 'drizzle-orm';
import { serviceHolds, services } from '@/db/schema/services';
import { actorLabel, type TxCtx } from '@/lib/context';
import type { HoldReason } from '@/lib/kit/words';

export type NewHold = {
  reason: HoldReason;
  note?: string | undefined;
  until?: string | undefined;
  /** When it began, by service, if that was before now. */
  since?: ReadonlyMap<number, Date> | undefined;
};

/** Adds the hold to services that lack it and returns those services. */
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
          since: hold.since?.get(serviceId) ?? ctx.now,
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
  // If lifting this hold enables a service that no router accepts, a trigger adds `not_connected` as of this
  // moment; see db/sql/services.sql.
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
