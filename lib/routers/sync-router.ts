import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import type { RouterFailure } from '@/lib/kit/words';
import { saveApply } from './apply-store';
import { bookBeforeCut } from './book-before-cut';
import { type PreparedService, prepareService, toPushInput } from './desired/prepare-service';
import { hasDueServices, loadDueServices, loadRouterFacts } from './desired/queries';
import type { RouterConnection } from './driver';
import { isUnavailable, type RouterUnavailable, withRouter } from './open-router';
import { listConfirmedPools, savePools } from './pool-store';
import { hasDuePools } from './pools/queries';
import { pushPools, removeLeftPools } from './push/push-pools';
import { type PushResult, pushServices } from './push/push-services';
import type { EndedCut } from './recheck-sessions';
import { recordBlocked, recordPushes, recordUnavailable } from './record-push';
import { isCircuitOpen, retryDelayMs } from './rules';
import { getRouter, type Router } from './store';

/** Services per run: bounds memory, the length of one connection and the work a failure repeats. */
const SERVICES_MAX = 500;

export const SyncRouter = z.object({ routerId: z.number().int().positive() });
export type SyncRouter = z.infer<typeof SyncRouter>;

export type SyncResult =
  | { readonly kind: 'clean' }
  | { readonly kind: 'off' }
  | {
      readonly kind: 'synced';
      readonly confirmed: number;
      readonly failed: number;
      /** More services are due by now: run again. */
      readonly more: boolean;
      /** Sessions that were ended: to be looked at again with `recheckSessions`. */
      readonly ended?: readonly EndedCut[];
    }
  | {
      /** `waiting` did not try: the router's last failure is too recent. */
      readonly kind: 'unreachable' | 'waiting';
      readonly failure: RouterFailure;
      readonly retryAfterMs: number;
    };

/**
 * Brings a router to the state desired now: its pools, and all its due services. Repeating it is harmless,
 * and whatever happened while it ran is picked up by the next run: the latest desired state wins.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function syncRouter(ctx: Ctx, input: SyncRouter): Promise<SyncResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId } = SyncRouter.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  const isDue = (await hasDueServices(ctx, routerId)) || (await hasDuePools(ctx, routerId));
  if (!isDue) return { kind: 'clean' };
  if (isCircuitOpen(router, ctx.now)) return waitForRouter(ctx, router);
  const pushed = await withRouter(router, (connection) => pushDue(ctx, router, connection));
  return isUnavailable(pushed) ? giveUp(ctx, router, pushed) : recordSync(ctx, routerId, pushed);
}

type Pushed = Awaited<ReturnType<typeof pushDue>>;

/** Loads only now, with the router's turn in hand: an earlier look could bring back an older state. */
async function pushDue(ctx: Ctx, router: Router, connection: RouterConnection) {
  const facts = await loadRouterFacts(ctx, router);
  const pools = { desired: facts.pools, confirmed: await listConfirmedPools(ctx, router.id) };
  const held = await pushPools(connection, pools);
  const due = await loadDueServices(ctx, router.id, SERVICES_MAX);
  const prepared = due.map((loaded) => prepareService(loaded, facts));
  const complete = prepared.filter((service) => service.missing === null);
  const results = await pushServices(connection, complete.map(toPushInput), (counters) =>
    bookBeforeCut(ctx, router.id, counters),
  );
  // Last: services move off a pool before it goes.
  const gone = await removeLeftPools(connection, pools);
  return { prepared, results: [...results, ...prepared.flatMap(refuseIncomplete)], held, gone };
}

/** A service that lacks something is left as it is on the router until somebody completes it. */
function refuseIncomplete({ loaded, missing }: PreparedService): PushResult[] {
  if (missing === null) return [];
  const { serviceId } = loaded.service;
  const failure = 'incomplete_service';
  return [{ serviceId, failure, detail: missing, changes: [], sessionsCut: 0 }];
}

async function recordSync(ctx: Ctx, routerId: number, pushed: Pushed): Promise<SyncResult> {
  const { prepared, results } = pushed;
  await inTransaction(ctx, async (tctx) => {
    await savePools(tctx, routerId, pushed);
    await recordPushes(tctx, { routerId, prepared, results });
    await saveApply(tctx, routerId, { kind: 'adoption', rows: adoptedRows(pushed) });
  });
  const failed = results.filter((result) => result.failure !== null).length;
  const ended = endedCuts(pushed);
  return {
    kind: 'synced',
    confirmed: results.length - failed,
    failed,
    more: await hasDueServices(ctx, routerId),
    ...(ended.length > 0 ? { ended } : {}),
  };
}

/** Rows that staff let a service take over in this run. */
function adoptedRows({ prepared, results }: Pushed) {
  const approved = new Set(
    prepared.flatMap(({ loaded }) => (loaded.adoptionApproved ? [loaded.service.serviceId] : [])),
  );
  return results
    .filter(({ serviceId }) => approved.has(serviceId))
    .flatMap(({ applied = [] }) => applied.filter(({ kind }) => kind === 'adopted'));
}

function endedCuts({ prepared, results }: Pushed): EndedCut[] {
  const versions = new Map(
    prepared.map(({ loaded: { service } }) => [service.serviceId, Number(service.version)]),
  );
  return results.flatMap(({ serviceId, ended = [] }) =>
    ended
      .filter((cut) => !cut.isWelcome || cut.ids.length > 0)
      .map((cut) => ({ ...cut, version: versions.get(serviceId) ?? 0 })),
  );
}

async function prepareDue(ctx: Ctx, router: Router): Promise<PreparedService[]> {
  const facts = await loadRouterFacts(ctx, router);
  const due = await loadDueServices(ctx, router.id, SERVICES_MAX);
  return due.map((loaded) => prepareService(loaded, facts));
}

async function giveUp(
  ctx: Ctx,
  router: Router,
  unavailable: RouterUnavailable,
): Promise<SyncResult> {
  const retryAfterMs = retryDelayMs(router.failureCount + 1);
  const prepared = await prepareDue(ctx, router);
  const outcome = { routerId: router.id, prepared, unavailable, retryAfterMs };
  await inTransaction(ctx, (tctx) => recordUnavailable(tctx, outcome));
  return { kind: 'unreachable', failure: unavailable.failure, retryAfterMs };
}

/** Services that became due meanwhile are told why nothing happens yet; nobody calls the router. */
async function waitForRouter(ctx: Ctx, router: Router): Promise<SyncResult> {
  const failure = router.failure ?? 'unreachable';
  const prepared = await prepareDue(ctx, router);
  const untold = prepared.filter(({ loaded }) => loaded.failure !== failure);
  const blocked = { routerId: router.id, prepared: untold, unavailable: { failure, detail: '' } };
  await inTransaction(ctx, (tctx) => recordBlocked(tctx, blocked));
  const retryAfterMs = (router.retryAt?.getTime() ?? 0) - ctx.now.getTime();
  return { kind: 'waiting', failure, retryAfterMs };
}
