import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { RouterFailure } from '@/lib/kit/words';
import { type KickOutcome, kickNow } from './kick-now';
import { closeKick, isKickOpen } from './kick-store';
import { getRouter } from './lookups/routers';
import { KICK_WAITS_MS } from './rules/kick';
import { isUnavailable } from './with-router';
import { isBusy, workOnRouter } from './work-on-router';

export const KickSession = z.object({
  routerId: z.number().int().positive(),
  serviceId: z.number().int().positive(),
  /** Time of the request; sessions that began later stay. */
  askedAt: z.coerce.date(),
});
export type KickSession = z.infer<typeof KickSession>;

/** If other work takes longer, the job retries later, as for an unreachable router. */
const WAITS_MS = 5_000;

export type KickResult =
  /** Another process is writing to the router; the job retries unless that process carries out the request. */
  | { kind: 'busy' }
  | { kind: 'unreachable'; failure: RouterFailure }
  /** `done`: another process, which held the router, carried out the request. */
  | { kind: 'off' | 'done' }
  | KickOutcome;

/**
 * Ends the session of a service that ran at the time of the request, after reading its counters. Does not change the
 * service's access: an allowed client may sign in again. Idempotent.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function kickSession(ctx: Ctx, input: KickSession): Promise<KickResult> {
  requireStaffOrSystem(ctx, 'services.write');
  const kick = KickSession.parse(input);
  const result = await askRouter(ctx, kick);
  if (result.kind === 'busy') return (await isKickOpen(ctx, kick)) ? result : { kind: 'done' };
  if (result.kind !== 'unreachable') await inTransaction(ctx, (tctx) => closeKick(tctx, kick));
  return result;
}

async function askRouter(ctx: Ctx, kick: KickSession): Promise<KickResult> {
  const router = await getRouter(ctx, kick.routerId);
  if (router.status === 'off') return { kind: 'off' };
  const startedAt = performance.now();
  if (ctx.now.getTime() - kick.askedAt.getTime() > KICK_WAITS_MS) return { kind: 'expired' };
  const result = await workOnRouter(
    router,
    (connection) => kickNow({ ctx, router, connection, startedAt }, kick),
    { waitMs: WAITS_MS },
  );
  if (isBusy(result)) return { kind: 'busy' };
  return isUnavailable(result) ? { kind: 'unreachable', failure: result.failure } : result;
}
