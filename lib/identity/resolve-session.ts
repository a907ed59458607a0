import { and, eq, isNull } from 'drizzle-orm';
import { sessions, users } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import type { StaffActor, SubscriberActor } from '@/lib/authorise/authorise';
import { isUuid } from '@/lib/kit/ids';
import type { PublicCtx } from './proven-ctx';
import { idleExpiry, sessionVerdict } from './rules/session';

export type Person = StaffActor | SubscriberActor;

/**
 * The only way from a session id to an actor; null if the session is unknown, revoked or expired, or its user is
 * disabled. Role and customer are read each time, so a change of rights takes effect at once. Extends the idle
 * expiry, at most once a minute.
 */
export async function resolveSession(ctx: PublicCtx, sessionId: string): Promise<Person | null> {
  if (!isUuid(sessionId)) return null;
  const [row] = await readDb(ctx)
    .select({
      userId: users.id,
      kind: users.kind,
      role: users.role,
      customerId: users.customerId,
      userStatus: users.status,
      revokedAt: sessions.revokedAt,
      lastSeenAt: sessions.lastSeenAt,
      idleExpiresAt: sessions.idleExpiresAt,
      absoluteExpiresAt: sessions.absoluteExpiresAt,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, sessionId));
  if (!row) return null;
  const verdict = sessionVerdict(row, ctx.now);
  if (verdict.state === 'ended') return null;
  if (verdict.needsTouch) {
    const idleExpiresAt = idleExpiry(row.kind, ctx.now, row.absoluteExpiresAt);
    await readDb(ctx)
      .update(sessions)
      .set({ lastSeenAt: ctx.now, idleExpiresAt })
      .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)));
  }
  return toActor(row, sessionId);
}

type PersonRow = Pick<typeof users.$inferSelect, 'kind' | 'role' | 'customerId'> & {
  userId: number;
};

function toActor({ kind, role, customerId, userId }: PersonRow, sessionId: string): Person | null {
  if (kind === 'staff') return role && { kind, userId, role, sessionId };
  return customerId === null ? null : { kind, userId, customerId, sessionId };
}
