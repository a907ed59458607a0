import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { getRouter } from '../lookups/routers';
import { findServicePlace, type ServicePlace } from '../lookups/sessions';
import { askRouter, isNoAnswer, type NoAnswer } from './ask-router';
import { type LiveReading, type LiveSession, readSession, type SessionPlace } from './read-session';

/** The current session of a service on its router, with the time it began. */
export type ServiceSession = Pick<LiveReading, 'kind' | 'rate'> & {
  sessions: readonly (LiveSession & { since: Date | null })[];
};

/**
 * Returns the current sessions of a service, or why they are unknown; null when it is on no router or has neither a
 * login nor an address.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function findServiceSession(
  ctx: Ctx,
  serviceId: number,
): Promise<ServiceSession | NoAnswer | null> {
  requireStaff(ctx, 'services.read');
  const place = await findServicePlace(ctx, serviceId);
  const at = place === null ? null : sessionPlace(serviceId, place);
  if (place === null || at === null) return null;
  const router = await getRouter(ctx, place.routerId);
  const seen = await askRouter(
    router,
    { topic: `session ${serviceId} ${place.login ?? ''}`, now: ctx.now },
    (connection) => readSession(connection, at),
  );
  if (isNoAnswer(seen)) return seen;
  return {
    ...seen,
    sessions: seen.sessions.map((session) => ({
      ...session,
      since:
        session.uptimeSeconds === null
          ? null
          : new Date(ctx.now.getTime() - session.uptimeSeconds * 1000),
    })),
  };
}

function sessionPlace(serviceId: number, place: ServicePlace): SessionPlace | null {
  const { accessMethod, login, macAddresses } = place;
  if (accessMethod === 'static') {
    const mac = macAddresses[0]?.toUpperCase() ?? null;
    return { method: 'static', queue: `isp-${serviceId}`, mac };
  }
  return accessMethod === null || login === null ? null : { method: accessMethod, login };
}
