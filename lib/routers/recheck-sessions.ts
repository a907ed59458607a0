import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { EndedCut } from '@/lib/kit/ended-cut';
import { askRecheck } from './ask-recheck';
import { isAtVersion, loadServices } from './lookups/desired';
import { getRouter } from './lookups/routers';
import { isLoginOfAnother } from './lookups/sessions';
import { cutSession, listUndead } from './push/cut-session';
import { pushTask, type RouterWork } from './push-batch';
import { serveWaiting } from './serve-waiting';
import { reopenStates } from './state-store';
import { isUnavailable } from './with-router';
import { isBusy, workOnRouter } from './work-on-router';

/** Long enough for a login that was in progress when its row changed to come up. */
export const RECHECK_AFTER_MS = 2_000;

/** Other work usually ends within this time; otherwise the job retries after it. */
const WAITS_MS = 10_000;

export const RecheckSessions = z.object({
  routerId: z.number().int().positive(),
  ended: z.array(EndedCut).readonly(),
});
export type RecheckSessions = z.infer<typeof RecheckSessions>;

export type RecheckResult =
  | { kind: 'off' }
  /** The router could not be reached; the next push cuts sessions that must not exist. */
  | { kind: 'unreachable' }
  /** Another process is writing to the router; the recheck was scheduled again. */
  | { kind: 'busy' }
  | { kind: 'rechecked'; cutAgain: number };

/**
 * Checks logins whose sessions were ended again after some time, because a client that was signing in at that moment
 * may be online under its old terms. Ends such a session; if it does not end, the service becomes due again. A service
 * that changed since is left to its own push, which may have allowed it again.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function recheckSessions(ctx: Ctx, input: RecheckSessions): Promise<RecheckResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId, ended } = RecheckSessions.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  const startedAt = performance.now();
  const result = await workOnRouter(
    router,
    (connection) => recheckNow({ ctx, router, connection, startedAt }, ended),
    { waitMs: WAITS_MS },
  );
  if (isBusy(result)) {
    await inTransaction(ctx, (tctx) => askRecheck(tctx, routerId, ended));
    return { kind: 'busy' };
  }
  if (isUnavailable(result)) {
    const unsure = ended.filter((cut) => !cut.isWelcome);
    await inTransaction(ctx, (tctx) =>
      reopenStates(tctx, routerId, unsure, { endsSessions: true }),
    );
    return { kind: 'unreachable' };
  }
  await inTransaction(ctx, (tctx) =>
    reopenStates(tctx, routerId, result.stuck, { endsSessions: true }),
  );
  return { kind: 'rechecked', cutAgain: result.cutAgain };
}

/** Decides while holding the router's lease, because a payment may change the decision until then. */
async function recheckNow(
  work: RouterWork,
  ended: readonly EndedCut[],
): Promise<{ cutAgain: number; stuck: EndedCut[] }> {
  const { ctx, router, connection } = work;
  const { onCounters } = pushTask(work, 'lower');
  const stuck: EndedCut[] = [];
  let cutAgain = 0;
  for (const cut of ended) {
    await serveWaiting(work);
    // Asked again before each cut: a service that has left the router must not be online there, but it may have come back.
    const mayCut = async () => {
      if (await isLoginOfAnother(ctx, router.id, cut)) return false;
      if (await isAtVersion(ctx, cut.serviceId, BigInt(cut.version))) return true;
      return (await loadServices(ctx, router.id, [cut.serviceId])).length === 0;
    };
    if (!(await mayCut()) || (await listUndead(connection, cut)).length === 0) continue;
    const again = await cutSession(connection, cut, { onCounters, mayCut });
    cutAgain += again.ids.length;
    if (!again.isGone && !again.isHeldBack) stuck.push(cut);
  }
  return { cutAgain, stuck };
}
