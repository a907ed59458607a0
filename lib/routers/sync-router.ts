import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import type { RouterFailure } from '@/lib/kit/words';
import { ingestUsage } from '@/lib/usage/ingest-usage';
import { type PreparedService, prepareService, toPushInput } from './desired/prepare-service';
import { hasDueServices, loadDueServices, loadRouterFacts } from './desired/queries';
import { isUnavailable, withRouter } from './open-router';
import { type OnCounters, type PushResult, pushServices } from './push/push-services';
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
  const due = await loadDueServices(ctx, routerId, SERVICES_MAX);
  if (due.length === 0) return { kind: 'clean' };
  const facts = await loadRouterFacts(ctx, router);
  const prepared = due.map((loaded) => prepareService(loaded, facts));
  const results = await pushPrepared(router, prepared, async (counters) => {
    await ingestUsage(ctx, { routerId, polledAt: ctx.now, isPartial: true, ...counters });
  });
  if (isUnavailable(results)) {
    const retryAfterMs = retryDelayMs(router.failureCount + 1);
    await inTransaction(ctx, (tctx) =>
      recordUnavailable(tctx, { routerId, prepared, unavailable: results, retryAfterMs }),
    );
    return { kind: 'unreachable', failure: results.failure, retryAfterMs };
  }
  await inTransaction(ctx, (tctx) => recordPushes(tctx, { routerId, prepared, results }));
  const failed = results.filter((result) => result.failure !== null).length;
  return {
    kind: 'synced',
    confirmed: results.length - failed,
    failed,
    more: await hasDueServices(ctx, routerId),
  };
}

/** A service that lacks something is left as it is on the router until somebody completes it. */
async function pushPrepared(
  router: Router,
  prepared: readonly PreparedService[],
  onCounters: OnCounters,
) {
  const complete = prepared.filter((service) => service.missing === null);
  const incomplete = prepared.flatMap(({ loaded, missing }): PushResult[] => {
    if (missing === null) return [];
    const { serviceId } = loaded.service;
    const failure = 'incomplete_service';
    return [{ serviceId, failure, detail: missing, changes: [], sessionsCut: 0 }];
  });
  if (complete.length === 0) return incomplete;
  const pushed = await withRouter(router, (connection) =>
    pushServices(connection, complete.map(toPushInput), onCounters),
  );
  return isUnavailable(pushed) ? pushed : [...pushed, ...incomplete];
}
