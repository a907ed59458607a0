import { describe, expect, test } from 'vitest';
import { addressBucket } from './attempts';
import {
  absoluteExpiry,
  idleExpiry,
  SESSION_TOUCH_MS,
  type SessionFacts,
  sessionLifetimes,
  sessionVerdict,
} from './session';

const start = new Date('2031-03-01T10:00:00Z');
const later = (ms: number) => new Date(start.getTime() + ms);

function sessionOf(kind: 'staff' | 'subscriber'): SessionFacts {
  const absoluteExpiresAt = absoluteExpiry(kind, start);
  return {
    revokedAt: null,
    lastSeenAt: start,
    idleExpiresAt: idleExpiry(kind, start, absoluteExpiresAt),
    absoluteExpiresAt,
    userStatus: 'active',
  };
}

describe.each(['staff', 'subscriber'] as const)('a session of a %s', (kind) => {
  const { idleMs, absoluteMs } = sessionLifetimes[kind];

  test('lives until just before its idle expiry', () => {
    expect(sessionVerdict(sessionOf(kind), later(idleMs - 1)).state).toBe('live');
    expect(sessionVerdict(sessionOf(kind), later(idleMs))).toEqual({ state: 'ended', why: 'idle' });
  });

  test('ends at its absolute expiry, however much it was used', () => {
    const last = later(absoluteMs - 1);
    const session = { ...sessionOf(kind), lastSeenAt: last };
    const idleExpiresAt = idleExpiry(kind, last, session.absoluteExpiresAt);
    expect(idleExpiresAt).toEqual(session.absoluteExpiresAt);
    const verdict = sessionVerdict({ ...session, idleExpiresAt }, later(absoluteMs));
    expect(verdict).toEqual({ state: 'ended', why: 'absolute' });
  });

  test('ends when it is revoked or its user is disabled', () => {
    const session = sessionOf(kind);
    expect(sessionVerdict({ ...session, revokedAt: start }, start).state).toBe('ended');
    expect(sessionVerdict({ ...session, userStatus: 'disabled' }, start).state).toBe('ended');
  });

  test('is updated at most once a minute', () => {
    const touch = (ms: number) => sessionVerdict(sessionOf(kind), later(ms));
    expect(touch(SESSION_TOUCH_MS - 1)).toEqual({ state: 'live', needsTouch: false });
    expect(touch(SESSION_TOUCH_MS)).toEqual({ state: 'live', needsTouch: true });
  });
});

describe('the address that attempts are counted by', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s counts as %s', (ip, bucket) => {
    expect(addressBucket(ip)).toBe(bucket);
  });
});
