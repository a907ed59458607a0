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
  /** When staff asked: sessions that began later stay. */
  askedAt: z.coerce.date(),
});
export type KickSession = z.infer<typeof KickSession>;

/** Longer work for others is tried again later, as a router that is away is. */
const WAITS_MS = 5_000;

export type KickResult =
  /** Somebody else is writing to the router: to be tried again, unless they carry it out along with that. */
  | { kind: 'busy' }
  | { kind: 'unreachable'; failure: RouterFailure }
  /** `done`: who had the router carried it out. */
  | { kind: 'off' | 'done' }
  | KickOutcome;

/**
 * Ends the session of a service that ran when staff asked for it; its counters are read first. What the
 * service may do is not changed: a welcome client signs in again. Carried out a second time it ends nothing.
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
