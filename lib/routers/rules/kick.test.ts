import { describe, expect, test } from 'vitest';
import { judgeKick, KICK_WAITS_MS } from './kick';

const askedAt = new Date('2026-03-01T12:00:00Z');
const after = (ms: number) => new Date(askedAt.getTime() + ms);

describe('the request to end a session', () => {
  test.each([
    ['ends a session that started before it', 2_000, 60, 'cut'],
    ['ends a session that started at the same moment', 2_000, 2, 'cut'],
    ['leaves a session that started after it', 2_000, 1, 'newer'],
    ['ends a session with an unreadable uptime', 2_000, null, 'cut'],
    ['is carried out until its expiry', KICK_WAITS_MS, 3_600, 'cut'],
    ['is dropped after its expiry', KICK_WAITS_MS + 1, 3_600, 'expired'],
  ] as const)('%s', (_words, laterMs, uptimeSeconds, verdict) => {
    expect(judgeKick({ askedAt, now: after(laterMs), uptimeSeconds })).toBe(verdict);
  });
});
