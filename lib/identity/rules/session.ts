const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long a session lasts without use, and at most. Staff move money, so theirs ends overnight; a subscriber who
 * signs in once a month should not need the password each time.
 */
export const sessionLifetimes = {
  staff: { idleMs: 12 * HOUR_MS, absoluteMs: 7 * DAY_MS },
  subscriber: { idleMs: 30 * DAY_MS, absoluteMs: 180 * DAY_MS },
} as const;

/** How often a session in use is updated, at most. */
export const SESSION_TOUCH_MS = MINUTE_MS;

export const tokenLifetimesMs = { invite: 7 * DAY_MS, reset: HOUR_MS } as const;

export type PersonKind = keyof typeof sessionLifetimes;

export type SessionFacts = {
  revokedAt: Date | null;
  idleExpiresAt: Date;
  absoluteExpiresAt: Date;
  lastSeenAt: Date;
  userStatus: 'active' | 'disabled';
};

export type SessionVerdict =
  | { state: 'live'; needsTouch: boolean }
  | { state: 'ended'; why: 'revoked' | 'user-disabled' | 'idle' | 'absolute' };

/** A session is valid until, but not at, its expiry. */
export function sessionVerdict(session: SessionFacts, now: Date): SessionVerdict {
  if (session.revokedAt) return { state: 'ended', why: 'revoked' };
  if (session.userStatus !== 'active') return { state: 'ended', why: 'user-disabled' };
  if (now >= session.absoluteExpiresAt) return { state: 'ended', why: 'absolute' };
  if (now >= session.idleExpiresAt) return { state: 'ended', why: 'idle' };
  return {
    state: 'live',
    needsTouch: now.getTime() - session.lastSeenAt.getTime() >= SESSION_TOUCH_MS,
  };
}

export function idleExpiry(kind: PersonKind, now: Date, absoluteExpiresAt: Date): Date {
  const idle = now.getTime() + sessionLifetimes[kind].idleMs;
  return new Date(Math.min(idle, absoluteExpiresAt.getTime()));
}

export function absoluteExpiry(kind: PersonKind, now: Date): Date {
  return new Date(now.getTime() + sessionLifetimes[kind].absoluteMs);
}
