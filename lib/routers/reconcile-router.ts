import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import type { RouterFailure } from '@/lib/kit/words';
import { forgetOldApply, saveApply } from './apply-store';
import { askRecheck } from './ask-recheck';
import { firstSeenDrifts, saveDrifts } from './drift-store';
import { loadAllServices, loadServices } from './lookups/desired';
import { loadRouterFacts } from './lookups/router-facts';
import { getRouter } from './lookups/routers';
import { listConfirmedPools, savePools } from './pool-store';
import { type PreparedService, toPushInput } from './prepare-service';
import { prepareServices } from './prepare-services';
import { cutSession } from './push/cut-session';
import { driftPlace, type RouterTarget, reconcile } from './push/reconcile';
import { endedCuts, momentOf, pushTask, type RouterWork, unlessMissing } from './push-batch';
import { recordPushes, recordUnavailable } from './record-push';
import { retryDelayMs } from './rules';
import type { Drift } from './rules/drift';
import type { SessionCut } from './rules/sessions';
import type { AppliedRow } from './rules/undo';
import { serveWaiting } from './serve-waiting';
import { reopenStates } from './state-store';
import { markReached } from './store';
import { isUnavailable } from './with-router';
import { isBusy, workOnRouter } from './work-on-router';

export const ReconcileRouter = z.object({
  routerId: z.number().int().positive(),
  /** False only reports. */
  isRepairing: z.boolean(),
});
export type ReconcileRouter = z.infer<typeof ReconcileRouter>;

/** Staff wait for the page; the nightly run retries. */
const WAITS_MS = 10_000;

export type ReconcileResult =
  /** Another process is writing to the router. */
  | { kind: 'busy' }
  | { kind: 'off' }
  | { kind: 'unreachable'; failure: RouterFailure; retryAfterMs: number }
  | {
      kind: 'reconciled';
      services: number;
      found: readonly Drift[];
      remaining: readonly Drift[];
    };

/**
 * Compares a whole router with its desired state: rows that are missing, changed by hand, left over, or foreign under
 * our names. Repairs only rows with our tag and adds missing ones; leftovers are removed after a day. Stores the result
 * for the screens, with the data needed to undo a repair.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function reconcileRouter(ctx: Ctx, input: ReconcileRouter): Promise<ReconcileResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId, isRepairing } = ReconcileRouter.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  const startedAt = performance.now();
  const result = await workOnRouter(
    router,
    (connection) => reconcileNow({ ctx, router, connection, startedAt }, isRepairing),
    { waitMs: WAITS_MS },
  );
  if (isBusy(result)) return { kind: 'busy' };
  if (isUnavailable(result)) {
    const retryAfterMs = retryDelayMs(router.failureCount + 1);
    const outcome = { routerId, unavailable: result, retryAfterMs };
    await inTransaction(ctx, (tctx) => recordUnavailable(tctx, outcome));
    return { kind: 'unreachable', failure: result.failure, retryAfterMs };
  }
  const { services, drifts: found, remaining } = result;
  await inTransaction(ctx, async (tctx) => {
    await markReached(tctx, routerId, { confirmed: 0, failed: 0 });
    await reopenStates(tctx, routerId, result.inVain, { endsSessions: false });
    await savePools(tctx, routerId, { held: [], gone: result.poolsGone });
    await saveDrifts(tctx, routerId, remaining);
    await forgetOldApply(tctx, routerId);
    await recordAudit(tctx, {
      action: isRepairing ? 'router.repair' : 'router.reconcile',
      subject: { kind: 'router', id: routerId },
      after: { found: found.length, remaining: remaining.length },
    });
  });
  return { kind: 'reconciled', services, found, remaining };
}

/** Loads only while holding the router's lease, so that newer changes do not look like drift. */
async function reconcileNow(work: RouterWork, isRepairing: boolean) {
  const { ctx, router, connection } = work;
  const { id: routerId } = router;
  const prepared = new Map<number, PreparedService>();
  const seen = await firstSeenDrifts(ctx, routerId);
  const saveRepair = (tctx: TxCtx, rows: readonly AppliedRow[]) =>
    saveApply(tctx, routerId, { kind: 'repair', begunAt: ctx.now, rows });
  const result = await reconcile(connection, {
    load: () => loadTarget(work, prepared),
    serveWaiting: () => serveWaiting(work),
    firstSeen: new Map(seen.map((drift) => [driftPlace(drift), drift.firstSeenAt])),
    now: ctx.now,
    isRepairing,
    newTask: () => pushTask(work, 'lower'),
    isStray: (serviceId) => isStray(work, serviceId),
    onPushed: async (inputs, results) => {
      const batch = inputs.flatMap(({ serviceId }) => prepared.get(serviceId) ?? []);
      await inTransaction(momentOf(work), async (tctx) => {
        const settled = unlessMissing(batch, results);
        await recordPushes(tctx, { routerId, prepared: batch, results: settled });
        await askRecheck(tctx, routerId, endedCuts(batch, results));
        await saveRepair(
          tctx,
          settled.flatMap(({ applied = [] }) => applied),
        );
      });
    },
    onRemoved: (row) => inTransaction(momentOf(work), (tctx) => saveRepair(tctx, [row])),
    endSessions: (cut) => endSessionsOfStray(work, cut),
  });
  return { ...result, inVain: [...prepared.values()].flatMap(confirmedInVain) };
}

async function isStray({ ctx, router }: RouterWork, serviceId: number): Promise<boolean> {
  return (await loadServices(ctx, router.id, [serviceId])).length === 0;
}

/** Ends the sessions of a leftover login, which would otherwise stay until the client dials again. */
async function endSessionsOfStray(work: RouterWork, cut: SessionCut): Promise<boolean> {
  const { router, connection } = work;
  const { ids, isGone } = await cutSession(connection, cut, {
    onCounters: pushTask(work, 'lower').onCounters,
    mayCut: () => isStray(work, cut.serviceId),
  });
  const ended = { ...cut, ids, version: 0 };
  await inTransaction(momentOf(work), (tctx) => askRecheck(tctx, router.id, [ended]));
  return isGone;
}

async function loadTarget(
  { ctx, router, connection }: RouterWork,
  known: Map<number, PreparedService>,
): Promise<RouterTarget> {
  const facts = await loadRouterFacts(ctx, router);
  const loaded = await loadAllServices(ctx, router.id);
  const prepared = await prepareServices(connection, facts, loaded);
  for (const one of prepared) known.set(idOf(one), one);
  return {
    inputs: prepared.map(toPushInput),
    pools: { desired: facts.pools, confirmed: await listConfirmedPools(ctx, router.id) },
    dueServiceIds: new Set(prepared.filter(isDue).map(idOf)),
  };
}

/** Due or incomplete: differences of such a service are not drift. */
function isDue({ loaded, missing }: PreparedService): boolean {
  const { service, appliedVersion } = loaded;
  return missing !== null || !service.isHere || appliedVersion < service.version;
}

/** Confirmed before something went missing; the next sync reports it and retries. */
function confirmedInVain({ loaded, missing }: PreparedService) {
  const { service, appliedVersion } = loaded;
  if (missing === null || appliedVersion !== service.version) return [];
  return [{ serviceId: service.serviceId, version: Number(service.version) }];
}

function idOf({ loaded }: PreparedService): number {
  return loaded.service.serviceId;
}
