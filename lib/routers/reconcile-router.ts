import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import type { RouterFailure } from '@/lib/kit/words';
import { forgetOldApply, saveApply } from './apply-store';
import { bookBeforeCut } from './book-before-cut';
import { type PreparedService, prepareService, toPushInput } from './desired/prepare-service';
import { loadAllServices, loadRouterFacts } from './desired/queries';
import { firstSeenDrifts, saveDrifts } from './drift-store';
import type { RouterConnection } from './driver';
import { isUnavailable, withRouter } from './open-router';
import { listConfirmedPools, savePools } from './pool-store';
import { driftPlace, reconcile } from './push/repair-router';
import { recordPushes, recordUnavailable } from './record-push';
import { retryDelayMs } from './rules';
import type { Drift } from './rules/drift';
import { getRouter, type Router } from './store';

export const ReconcileRouter = z.object({
  routerId: z.number().int().positive(),
  /** False only reports. */
  isRepairing: z.boolean(),
});
export type ReconcileRouter = z.infer<typeof ReconcileRouter>;

export type ReconcileResult =
  | { readonly kind: 'off' }
  | { readonly kind: 'unreachable'; readonly failure: RouterFailure; readonly retryAfterMs: number }
  | {
      readonly kind: 'reconciled';
      readonly services: number;
      readonly found: readonly Drift[];
      readonly remaining: readonly Drift[];
    };

/**
 * Compares all of a router with what it should hold: rows that are missing, changed by hand, left
 * over, or foreign under our names. Repairs only rows that carry our tag, or adds missing ones;
 * leftovers go after a day. The outcome is kept for the screens, and what it takes to undo a repair.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function reconcileRouter(ctx: Ctx, input: ReconcileRouter): Promise<ReconcileResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId, isRepairing } = ReconcileRouter.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  const result = await withRouter(router, (connection) =>
    reconcileNow(ctx, router, { connection, isRepairing }),
  );
  if (isUnavailable(result)) {
    const retryAfterMs = retryDelayMs(router.failureCount + 1);
    const outcome = { routerId, prepared: [], unavailable: result, retryAfterMs };
    await inTransaction(ctx, (tctx) => recordUnavailable(tctx, outcome));
    return { kind: 'unreachable', failure: result.failure, retryAfterMs };
  }
  const { prepared, drifts: found, remaining, applied: rows } = result;
  await inTransaction(ctx, async (tctx) => {
    await recordPushes(tctx, { routerId, prepared, results: result.pushed });
    await savePools(tctx, routerId, { held: [], gone: result.poolsGone });
    await saveDrifts(tctx, routerId, remaining);
    await forgetOldApply(tctx, routerId);
    await saveApply(tctx, routerId, { kind: 'repair', rows });
    await recordAudit(tctx, {
      action: isRepairing ? 'router.repair' : 'router.reconcile',
      subject: { kind: 'router', id: routerId },
      after: { found: found.length, remaining: remaining.length },
    });
  });
  return { kind: 'reconciled', services: prepared.length, found, remaining };
}

/** Loads only now, with the router's turn in hand, so that nothing newer is taken for drift. */
async function reconcileNow(
  ctx: Ctx,
  router: Router,
  { connection, isRepairing }: { connection: RouterConnection; isRepairing: boolean },
) {
  const { id: routerId } = router;
  const facts = await loadRouterFacts(ctx, router);
  const loaded = await loadAllServices(ctx, routerId);
  const prepared = loaded.map((service) => prepareService(service, facts));
  const seen = await firstSeenDrifts(ctx, routerId);
  const result = await reconcile(connection, {
    inputs: prepared.map(toPushInput),
    pools: { desired: facts.pools, confirmed: await listConfirmedPools(ctx, routerId) },
    dueServiceIds: new Set(prepared.filter(isDue).map(idOf)),
    firstSeen: new Map(seen.map((drift) => [driftPlace(drift), drift.firstSeenAt])),
    now: ctx.now,
    isRepairing,
    onCounters: (counters) => bookBeforeCut(ctx, routerId, counters),
  });
  return { prepared, ...result };
}

/** Due or incomplete: what such a service lacks on the router is no drift. */
function isDue({ loaded, missing }: PreparedService): boolean {
  const { service, appliedVersion } = loaded;
  return missing !== null || !service.isHere || appliedVersion < service.version;
}

function idOf({ loaded }: PreparedService): number {
  return loaded.service.serviceId;
}
