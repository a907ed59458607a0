import type { Ctx } from '@/lib/context';
import { bookBeforeCut } from './book-before-cut';
import type { AskedKick } from './kick-store';
import { loadSessionOwner, type SessionOwner } from './lookups/sessions';
import { cutSession } from './push/cut-session';
import { momentOf, type RouterWork } from './push-batch';
import { durationSeconds } from './rules/compare';
import { judgeKick } from './rules/kick';

export type KickOutcome =
  /**
   * `moved`: the service is on another router, or changed at that moment and is pushed separately. `newer`: the session
   * began after the request.
   */
  { kind: 'moved' | 'expired' | 'newer' | 'nobody' } | { kind: 'kicked'; sessions: number };

type LoginOwner = Extract<SessionOwner, { kind: 'login' }>;

/** Read while holding the router's lease, and again just before the session is ended. */
async function ownerOf(ctx: Ctx, kick: AskedKick): Promise<LoginOwner | null> {
  const owner = await loadSessionOwner(ctx, kick.serviceId);
  return owner.kind === 'login' && owner.routerId === kick.routerId ? owner : null;
}

/** Ends the requested session. The caller holds the router's lease. */
export async function kickNow(work: RouterWork, kick: AskedKick): Promise<KickOutcome> {
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

/**
 * Judges by the time of the router's reply, because the wait for the router may last longer than a new session needs.
 */
async function judgeSessions(
  work: RouterWork,
  { askedAt }: AskedKick,
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
