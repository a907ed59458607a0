import { z } from 'zod';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import type { RouterFailure } from '@/lib/kit/words';
import { bookBeforeCut } from './book-before-cut';
import { loadSessionOwner, type SessionOwner } from './live/session-owner/queries';
import { isUnavailable } from './open-router';
import { cutSession } from './push/cut-session';
import { momentOf, type RouterWork } from './push-batch';
import { durationSeconds } from './rules/compare';
import { judgeKick, KICK_WAITS_MS } from './rules/kick';
import { getRouter } from './store';
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
  /** Somebody else is writing to the router: to be tried again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'unreachable'; readonly failure: RouterFailure }
  /** `moved`: the service is elsewhere by now, or changed at that very moment: its own push follows. `newer`: the session began after the ask. */
  | { readonly kind: 'off' | 'moved' | 'expired' | 'newer' | 'nobody' }
  | { readonly kind: 'kicked'; readonly sessions: number };

/**
 * Ends the session of a service that ran when staff asked for it; its counters are read first. What the
 * service may do is not changed: a welcome client signs in again. Carried out a second time it ends nothing.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function kickSession(ctx: Ctx, input: KickSession): Promise<KickResult> {
  requireStaffOrSystem(ctx, 'services.write');
  const kick = KickSession.parse(input);
  const router = await getRouter(ctx, kick.routerId);
  if (router.status === 'off') return { kind: 'off' };
  const startedAt = performance.now();
  if (ctx.now.getTime() - kick.askedAt.getTime() > KICK_WAITS_MS) return { kind: 'expired' };
  const result = await workOnRouter(
    router,
    (connection) => kickNow({ ctx, router, connection, startedAt, ended: [] }, kick),
    { waitMs: WAITS_MS },
  );
  if (isBusy(result)) return { kind: 'busy' };
  return isUnavailable(result) ? { kind: 'unreachable', failure: result.failure } : result;
}

type LoginOwner = Extract<SessionOwner, { kind: 'login' }>;

/** Read with the router's turn in hand, and again just before the end of the session. */
async function ownerOf(ctx: Ctx, kick: KickSession): Promise<LoginOwner | null> {
  const owner = await loadSessionOwner(ctx, kick.serviceId);
  return owner.kind === 'login' && owner.routerId === kick.routerId ? owner : null;
}

async function kickNow(work: RouterWork, kick: KickSession): Promise<KickResult> {
  const { ctx, connection } = work;
  const { serviceId, routerId } = kick;
  const owner = await ownerOf(ctx, kick);
  if (owner === null) return { kind: 'moved' };
  const { service, login, isWelcome } = owner;
  const verdicts = await judgeSessions(work, kick, owner);
  if (verdicts.length === 0) return { kind: 'nobody' };
  if (verdicts.some(({ verdict }) => verdict === 'expired')) return { kind: 'expired' };
  const only = verdicts.flatMap(({ id, verdict }) => (verdict === 'cut' ? [id] : []));
  if (only.length === 0) return { kind: 'newer' };
  const cut = { service, serviceId, login, isWelcome, dropsCookies: !isWelcome } as const;
  const { ids, isHeldBack } = await cutSession(connection, cut, {
    only,
    onCounters: (counters) => bookBeforeCut(momentOf(work), routerId, counters),
    mayCut: async () => {
      const now = await ownerOf(ctx, kick);
      return now?.login === login && now.service === service && now.isWelcome === isWelcome;
    },
  });
  return isHeldBack && ids.length === 0
    ? { kind: 'moved' }
    : { kind: 'kicked', sessions: ids.length };
}

/** At the moment the router answers: others may have kept it for as long as a new session takes to begin. */
async function judgeSessions(
  work: RouterWork,
  { askedAt }: KickSession,
  { service, login }: LoginOwner,
) {
  const rows = await work.connection.print(
    service === 'ppp' ? '/ppp/active' : '/ip/hotspot/active',
    {
      fields: ['.id', 'uptime'],
      where: service === 'ppp' ? { name: login } : { user: login },
    },
  );
  const { now } = momentOf(work);
  return rows.map((row) => {
    const uptimeSeconds = durationSeconds(row['uptime'] ?? '');
    return { id: row['.id'] ?? '', verdict: judgeKick({ askedAt, now, uptimeSeconds }) };
  });
}
