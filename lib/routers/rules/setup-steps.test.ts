import { describe, expect, test } from 'vitest';
import { type SetupFacts, setupProgress } from './setup-steps';

const nothing: SetupFacts = {
  useTls: true,
  isPinned: false,
  checks: null,
  stopRules: null,
  isMatched: false,
  isRehearsed: false,
  isInService: false,
};
const good = { stopped_template: 'good', ipv6_template: 'good' };

describe('the setup of a router', () => {
  test.each([
    [{}, 'certificate', 1],
    [{ useTls: false }, 'login', 2],
    [{ isPinned: true }, 'login', 2],
    [{ isPinned: true, checks: { ...good, stopped_template: 'bad' } }, 'script', 3],
    [{ isPinned: true, checks: { ...good, ipv6_template: 'bad' } }, 'script', 3],
    [{ isPinned: true, checks: { ...good, stopped_template: 'unknown' } }, 'rows', 4],
    [{ isPinned: true, checks: { ...good, ipv6_template: 'unknown' } }, 'rows', 4],
    [{ isPinned: true, checks: good, isMatched: true }, 'rehearsal', 5],
    [{ isPinned: true, checks: good, isMatched: true, isRehearsed: true }, 'service', 6],
  ] as const)('with %o continues at %s', (facts, next, doneCount) => {
    expect(setupProgress({ ...nothing, ...facts })).toMatchObject({ next, doneCount });
  });

  test('follows the last look at the rules, not an earlier test of the connection', () => {
    const all = { isPinned: true, isMatched: true, isRehearsed: true, isInService: true };
    const bad = { ...good, stopped_template: 'bad' };
    const next = (facts: Partial<SetupFacts>) =>
      setupProgress({ ...nothing, ...all, ...facts }).next;
    expect(next({ checks: good, stopRules: 'missing' })).toBe('script');
    expect(next({ checks: bad, stopRules: 'in_place' })).toBe('service');
  });

  test('reopens the script of a router that was checked before the script covered IPv6', () => {
    const checks = { stopped_template: 'good' };
    const all = { isPinned: true, isMatched: true, isRehearsed: true, isInService: true };
    expect(setupProgress({ ...nothing, ...all, checks })).toMatchObject({ next: 'script' });
  });

  test('ends in service, and reopens the certificate step when the certificate is given up', () => {
    const all = { checks: good, isMatched: true, isRehearsed: true, isInService: true };
    expect(setupProgress({ ...nothing, ...all, isPinned: true })).toMatchObject({
      next: 'service',
      doneCount: 7,
    });
    expect(setupProgress({ ...nothing, ...all })).toMatchObject({ next: 'certificate' });
  });
});
