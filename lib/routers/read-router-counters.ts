import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { type RouterUnavailable, withRouter } from './open-router';
import { type RouterCounters, readCounters } from './read-counters';
import { getRouter } from './store';

export type RouterCountersResult =
  | { readonly kind: 'read'; readonly counters: RouterCounters }
  /** Staff took it out of service: it is not asked. */
  | { readonly kind: 'off' }
  | RouterUnavailable;

/**
 * Reads all counters of a router over a connection of its own. Never call it inside a transaction.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function readRouterCounters(
  ctx: Ctx,
  routerId: number,
): Promise<RouterCountersResult> {
  requireStaffOrSystem(ctx, 'routers.write');
  const router = await getRouter(ctx, routerId);
  if (router.status === 'off') return { kind: 'off' };
  return withRouter(router, async (connection) => ({
    kind: 'read' as const,
    counters: await readCounters(connection),
  }));
}
