import { eq } from 'drizzle-orm';
import { catalogItemVersions } from '@/db/schema/catalog';
import { serviceHolds, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { UnusedPart } from '@/lib/pricing/rules/plan-change';
import { notBefore } from '@/lib/recurrence/rules/not-before';
import { givesBackUnused, type Refund, refundOf } from '@/lib/recurrence/rules/unused-refund';
import {
  findDecidedTo,
  loadRunningPeriod,
  type RunningPeriod,
} from '@/lib/recurrence/running-period';
import { isStillServed } from '@/lib/services/lookups/connection';
import { isStandstill } from '@/lib/services/rules';

export type ArchiveRefund = {
  refund: Refund & { part: UnusedPart };
  period: RunningPeriod;
  stoodSince: Date | null;
};

/**
 * Returns what a service gives back if it is archived at `ctx.now`: the unused part of its paid period, by the terms of a
 * plan change. Time in which the service stands still counts as unused. Null if nothing comes back.
 */
export async function findArchiveRefund(
  ctx: Ctx,
  serviceId: number,
): Promise<ArchiveRefund | null> {
  const { refundsUnused, since, isRefused } = await readStanding(ctx, serviceId);
  const decidedTo = await findDecidedTo(ctx, serviceId);
  const from = notBefore(since !== null && since < ctx.now ? since : ctx.now, decidedTo);
  const { period } = await loadRunningPeriod({ ...ctx, now: from }, serviceId);
  if (!period || !(isRefused || givesBackUnused(period, refundsUnused))) return null;
  const { part, ...refund } = refundOf(period, from);
  if (part === null || refund.grossMinor === 0n) return null;
  return { refund: { ...refund, part }, period, stoodSince: since === null ? null : from };
}

async function readStanding(
  ctx: Ctx,
  serviceId: number,
): Promise<{ refundsUnused: boolean; since: Date | null; isRefused: boolean }> {
  const [service] = await readDb(ctx)
    .select({ refundsUnused: catalogItemVersions.refundsUnused })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .where(eq(services.id, serviceId));
  const holds = await readDb(ctx)
    .select({ reason: serviceHolds.reason, since: serviceHolds.since })
    .from(serviceHolds)
    .where(eq(serviceHolds.serviceId, serviceId));
  // A router that was never told to stop has served the pause.
  const servesPause = await isStillServed(ctx, serviceId);
  const stands = holds.filter(
    ({ reason }) => isStandstill(reason) && !(reason === 'paused' && servesPause),
  );
  const times = stands.map(({ since }) => since.getTime());
  return {
    refundsUnused: found(service).refundsUnused,
    since: times.length === 0 ? null : new Date(Math.min(...times)),
    isRefused: stands.some(({ reason }) => reason === 'router_refused'),
  };
}
