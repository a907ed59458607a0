import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { bookBeforeCut } from './book-before-cut';
import { loadServices } from './desired/queries';
import type { RouterConnection } from './driver';
import { isUnavailable, withRouter } from './open-router';
import { cutSession, listUndead } from './push/cut-session';
import { reopenStates } from './state-store';
import { getRouter } from './store';

/** Long enough for a login that was under way when its row changed to have come up. */
export const RECHECK_AFTER_MS = 2_000;

/** A cut as it was confirmed: whose it was and at which desired version. */
export const EndedCut = z.object({
  service: z.enum(['ppp', 'hotspot']),
  serviceId: z.number().int().positive(),
  version: z.number().int(),
  login: z.string(),
  isWelcome: z.boolean(),
  dropsCookies: z.boolean(),
  ids: z.array(z.string()).readonly(),
});
export type EndedCut = z.infer<typeof EndedCut>;

export const RecheckSessions = z.object({
  routerId: z.number().int().positive(),
  ended: z.array(EndedCut).readonly(),
});
export type RecheckSessions = z.infer<typeof RecheckSessions>;

export type RecheckResult =
  | { readonly kind: 'off' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'rechecked'; readonly cutAgain: number };

/**
 * Looks once more at logins whose sessions were ended, some time after: one that was signing in at that
 * moment may be online under its old terms. Such a session is ended; where it will not go, the service is
 * due again. A service that changed since is left to its own push, which may have let it in again.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function recheckSessions(ctx: Ctx, input: RecheckSessions): Promise<RecheckResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const { routerId, ended } = RecheckSessions.parse(input);
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  const result = await withRouter(router, (connection) =>
    recheckNow(ctx, connection, { routerId, ended }),
  );
  if (isUnavailable(result)) {
    const unsure = ended.filter((cut) => !cut.isWelcome);
    await inTransaction(ctx, (tctx) => reopenStates(tctx, routerId, unsure));
    return { kind: 'unreachable' };
  }
  await inTransaction(ctx, (tctx) => reopenStates(tctx, routerId, result.stuck));
  return { kind: 'rechecked', cutAgain: result.cutAgain };
}

/** Decides with the router's turn in hand: until then a payment may have changed what is right. */
async function recheckNow(
  ctx: Ctx,
  connection: RouterConnection,
  { routerId, ended }: RecheckSessions,
): Promise<{ cutAgain: number; stuck: EndedCut[] }> {
  const ids = [...new Set(ended.map(({ serviceId }) => serviceId))];
  const loaded = await loadServices(ctx, routerId, ids);
  const versions = new Map(loaded.map(({ service }) => [service.serviceId, service.version]));
  const stuck: EndedCut[] = [];
  let cutAgain = 0;
  for (const cut of ended) {
    const version = versions.get(cut.serviceId);
    if (version !== undefined && version !== BigInt(cut.version)) continue;
    if ((await listUndead(connection, cut)).length === 0) continue;
    const again = await cutSession(connection, cut, (counters) =>
      bookBeforeCut(ctx, routerId, counters),
    );
    cutAgain += again.ids.length;
    if (!again.isGone) stuck.push(cut);
  }
  return { cutAgain, stuck };
}
