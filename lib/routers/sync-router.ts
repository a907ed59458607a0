import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import type { RouterFailure } from '@/lib/kit/words';
import { bookBeforeCut } from './book-before-cut';
import { type PreparedService, prepareService, toPushInput } from './desired/prepare-service';
import { hasDueServices, loadDueServices, loadRouterFacts } from './desired/queries';
import type { RouterConnection } from './driver';
import { isUnavailable, type RouterUnavailable, withRouter } from './open-router';
import { type PushResult, pushServices } from './push/push-services';
import { recordPushes, recordUnavailable } from './record-push';
import { retryDelayMs } from './rules';
import { getRouter, type Router } from './store';

/** Services per run: bounds memory, the length of one connection and the work a failure repeats. */
const SERVICES_MAX = 200;

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
    }
  | {
      readonly kind: 'unreachable';
      readonly failure: RouterFailure;
      readonly retryAfterMs: number;
    };

/**
 * Brings a router to the state desired now for all its due services. Repeating it is harmless, and
 * whatever happened while it ran is picked up by the next run: the latest desired state wins.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function syncRouter(ctx: Ctx, input: SyncRouter): Promise<SyncResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId } = SyncRouter.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  if (!(await hasDueServices(ctx, routerId))) return { kind: 'clean' };
  const pushed = await withRouter(router, (connection) => pushDue(ctx, router, connection));
  if (isUnavailable(pushed)) return giveUp(ctx, router, pushed);
  const { prepared, results } = pushed;
  await inTransaction(ctx, (tctx) => recordPushes(tctx, { routerId, prepared, results }));
  const failed = results.filter((result) => result.failure !== null).length;
  return {
    kind: 'synced',
    confirmed: results.length - failed,
    failed,
    more: await hasDueServices(ctx, routerId),
  };
}

/** Loads only now, with the router's turn in hand: an earlier look could bring back an older state. */
async function pushDue(ctx: Ctx, router: Router, connection: RouterConnection) {
  const prepared = await prepareDue(ctx, router);
  const complete = prepared.filter((service) => service.missing === null);
  const results = await pushServices(connection, complete.map(toPushInput), (counters) =>
    bookBeforeCut(ctx, router.id, counters),
  );
  return { prepared, results: [...results, ...prepared.flatMap(refuseIncomplete)] };
}

async function prepareDue(ctx: Ctx, router: Router): Promise<PreparedService[]> {
  const facts = await loadRouterFacts(ctx, router);
  const due = await loadDueServices(ctx, router.id, SERVICES_MAX);
  return due.map((loaded) => prepareService(loaded, facts));
}

/** A service that lacks something is left as it is on the router until somebody completes it. */
function refuseIncomplete({ loaded, missing }: PreparedService): PushResult[] {
  if (missing === null) return [];
  const { serviceId } = loaded.service;
  const failure = 'incomplete_service';
  return [{ serviceId, failure, detail: missing, changes: [], sessionsCut: 0 }];
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
