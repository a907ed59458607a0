import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { RouterFailure } from '@/lib/kit/words';
import { lookIfInDoubt } from './look-if-in-doubt';
import { hasDueBefore, hasDueServices, loadDueUntold } from './lookups/desired';
import { hasDuePools } from './lookups/pools';
import { loadRouterFacts } from './lookups/router-facts';
import { getRouter, type Router } from './lookups/routers';
import { listConfirmedPools, savePools } from './pool-store';
import { prepareService } from './prepare-service';
import { type PoolsOfRouter, pushPools, removeLeftPools } from './push/push-pools';
import { momentOf, pushBatch, type RouterWork } from './push-batch';
import { recordBlocked, recordUnavailable } from './record-push';
import { isCircuitOpen, retryDelayMs } from './rules';
import { isLookAsked } from './rules/look';
import { serveKicks } from './serve-waiting';
import { markReached } from './store';
import { isUnavailable, type RouterUnavailable } from './with-router';
import { isBusy, workOnRouter } from './work-on-router';

/** How long one run holds the router; others wait for it. */
const RUN_MS = 10_000;
/** Maximum number of services whose failure reason is recorded in one transaction. */
const SERVICES_MAX = 500;

export const SyncRouter = z.object({
  routerId: z.number().int().positive(),
  /** Pushes only services that gain or keep access; none loses access yet. */
  isForPayers: z.boolean().default(false),
});
export type SyncRouter = z.input<typeof SyncRouter>;

export type SyncResult =
  | { kind: 'clean' }
  | { kind: 'off' }
  /** Another process is writing to the router and will push what is due here; retry soon. */
  | { kind: 'busy' }
  | {
      kind: 'synced';
      confirmed: number;
      failed: number;
      /** More services have become due; run again. */
      more: boolean;
    }
  | {
      /** `waiting` did not try, because the router's last failure is too recent. */
      kind: 'unreachable' | 'waiting';
      failure: RouterFailure;
      retryAfterMs: number;
    };

/**
 * Brings a router to the current desired state: its pools, and its due services in small batches, those that gain
 * access first. If there is doubt or staff asked, it first checks whether the router still has what it confirmed.
 * Idempotent; changes made while it runs are picked up by its next batch, so the latest desired state wins. Stops after
 * some seconds, so that others get their turn.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function syncRouter(ctx: Ctx, input: SyncRouter): Promise<SyncResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId, isForPayers } = SyncRouter.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  if (!(isForPayers ? await hasPayers(ctx, routerId) : await hasWork(ctx, router))) {
    return { kind: 'clean' };
  }
  if (isCircuitOpen(router, ctx.now)) return waitForRouter(ctx, router);
  return pushDue(ctx, router, isForPayers);
}

function hasPayers(ctx: Ctx, routerId: number): Promise<boolean> {
  return hasDueBefore(ctx, routerId, 'lower');
}

async function hasWork(ctx: Ctx, router: Router): Promise<boolean> {
  const { id } = router;
  const isDue = (await hasDueServices(ctx, id)) || (await hasDuePools(ctx, id));
  return isDue || isLookAsked(router);
}

/** Progress of a run, kept outside because the router may disconnect in the middle. */
type Progress = {
  confirmed: number;
  failed: number;
  batches: number;
};

async function pushDue(ctx: Ctx, router: Router, isForPayers: boolean): Promise<SyncResult> {
  const startedAt = performance.now();
  const progress: Progress = { confirmed: 0, failed: 0, batches: 0 };
  const pushed = await workOnRouter(router, (connection) =>
    pushBatches({ ctx, router, connection, startedAt }, { progress, isForPayers }),
  );
  const isCutShort = isUnavailable(pushed) || isBusy(pushed);
  if (!isCutShort || progress.batches > 0) {
    return synced(ctx, router.id, { ...progress, isCutShort, isForPayers });
  }
  if (isBusy(pushed)) return { kind: 'busy' };
  return giveUp(ctx, router, pushed);
}

/** Reads the due services again before each batch, so that newly urgent ones come first. */
async function pushBatches(
  work: RouterWork,
  { progress, isForPayers }: { progress: Progress; isForPayers: boolean },
): Promise<void> {
  const { ctx, router, connection } = work;
  await lookIfInDoubt(work);
  const facts = await loadRouterFacts(ctx, router);
  const pools = { desired: facts.pools, confirmed: await listConfirmedPools(ctx, router.id) };
  const held = await pushPools(connection, pools);
  await inTransaction(ctx, (tctx) => savePools(tctx, router.id, { held, gone: [] }));
  // From here on, because the wait for the router and a look would otherwise leave no time to push anything.
  const pushingSince = performance.now();
  do {
    // Paying customers come first, then requests to end sessions, then services that lose access.
    const isForPayer = await hasPayers(momentOf(work), router.id);
    if (isForPayers && !isForPayer) return;
    if (!isForPayer) await serveKicks(work);
    const batch = await pushBatch(work, isForPayers ? { before: 'lower' } : {});
    if (batch === null) return letGoOfPools(work, pools);
    progress.batches += 1;
    progress.confirmed += batch.confirmed;
    progress.failed += batch.failed;
  } while (performance.now() - pushingSince < RUN_MS);
  // However many services are pushed in a run, a request to end a session is carried out before it expires.
  await serveKicks(work);
}

/** Last, because services must move off a pool before it is removed. */
async function letGoOfPools(work: RouterWork, pools: PoolsOfRouter): Promise<void> {
  const gone = await removeLeftPools(work.connection, pools);
  await inTransaction(momentOf(work), async (tctx) => {
    await markReached(tctx, work.router.id, { confirmed: 0, failed: 0 });
    await savePools(tctx, work.router.id, { held: [], gone });
  });
}

async function synced(
  ctx: Ctx,
  routerId: number,
  {
    confirmed,
    failed,
    isCutShort,
    isForPayers,
  }: Progress & Record<'isCutShort' | 'isForPayers', boolean>,
): Promise<SyncResult> {
  const isLeft = isForPayers ? hasPayers : hasDueServices;
  const more = isCutShort || (await isLeft(ctx, routerId));
  return { kind: 'synced', confirmed, failed, more };
}

async function giveUp(
  ctx: Ctx,
  router: Router,
  unavailable: RouterUnavailable,
): Promise<SyncResult> {
  const retryAfterMs = retryDelayMs(router.failureCount + 1);
  const outcome = { routerId: router.id, unavailable, retryAfterMs };
  await inTransaction(ctx, (tctx) => recordUnavailable(tctx, outcome));
  await tellDue(ctx, router, unavailable);
  return { kind: 'unreachable', failure: unavailable.failure, retryAfterMs };
}

/** Records for newly due services why nothing happens yet, without connecting to the router. */
async function waitForRouter(ctx: Ctx, router: Router): Promise<SyncResult> {
  const failure = router.failure ?? 'unreachable';
  await tellDue(ctx, router, { failure, detail: '' });
  const retryAfterMs = (router.retryAt?.getTime() ?? 0) - ctx.now.getTime();
  return { kind: 'waiting', failure, retryAfterMs };
}

/** Records the reason for every due service that does not have it yet, some hundred in each transaction. */
async function tellDue(
  ctx: Ctx,
  router: Router,
  unavailable: Pick<RouterUnavailable, 'failure' | 'detail'>,
): Promise<void> {
  const { failure } = unavailable;
  const facts = await loadRouterFacts(ctx, router);
  const told = new Set<number>();
  for (;;) {
    const due = await loadDueUntold(ctx, router.id, { failure, limit: SERVICES_MAX });
    // A service that another process has just confirmed keeps its state.
    const untold = due.filter(({ service }) => !told.has(service.serviceId));
    if (untold.length === 0) return;
    for (const { service } of untold) told.add(service.serviceId);
    const prepared = untold.map((loaded) => prepareService(loaded, facts));
    const blocked = { routerId: router.id, prepared, unavailable };
    await inTransaction(ctx, (tctx) => recordBlocked(tctx, blocked));
    if (due.length < SERVICES_MAX) return;
  }
}
