import { describe, expect, test } from 'vitest';
import { judgeKick, KICK_WAITS_MS } from './kick';

const askedAt = new Date('2026-03-01T12:00:00Z');
const after = (ms: number) => new Date(askedAt.getTime() + ms);

describe('the request to end a session', () => {
  test.each([
    ['ends one that ran before it', 2_000, 60, 'cut'],
    ['ends one that began with it', 2_000, 2, 'cut'],
    ['leaves one that began after it', 2_000, 1, 'newer'],
    ['ends one whose time cannot be read', 2_000, null, 'cut'],
    ['is carried out at the last moment', KICK_WAITS_MS, 3_600, 'cut'],
    ['is dropped when it comes too late', KICK_WAITS_MS + 1, 3_600, 'expired'],
  ] as const)('%s', (_words, laterMs, uptimeSeconds, verdict) => {
    expect(judgeKick({ askedAt, now: after(laterMs), uptimeSeconds })).toBe(verdict);
  });
});
