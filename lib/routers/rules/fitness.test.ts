import { describe, expect, test } from 'vitest';
import { judgeFitness } from './fitness';

const now = new Date('2026-03-01T12:00:00Z');
const good = {
  version: '7.23.7 (long-term)',
  canWrite: true,
  user: { address: '203.0.113.10/32' },
  clock: { date: '2026-03-01', time: '14:00:30', 'gmt-offset': '+02:00' },
  now,
};

describe('the check of a router and our login on it', () => {
  test('passes a known release, a login that can write from this address only, and a correct clock', () => {
    expect(new Set(Object.values(judgeFitness(good)))).toEqual(new Set(['good']));
  });

  test.each([
    ['version', { version: '6.49.10 (stable)' }, 'good'],
    ['version', { version: '6.48.6' }, 'warning'],
    ['version', { version: '' }, 'unknown'],
    ['writes', { canWrite: false }, 'bad'],
    ['writes', { canWrite: null }, 'unknown'],
    ['user_addresses', { user: { address: '' } }, 'warning'],
    ['user_addresses', { user: null }, 'unknown'],
    ['clock', { clock: { ...good.clock, date: 'mar/01/2026' } }, 'good'],
    ['clock', { clock: { ...good.clock, time: '12:00:30' } }, 'warning'],
    ['clock', { clock: { date: 'today', time: '12:00:30' } }, 'unknown'],
    ['clock', { clock: null }, 'unknown'],
  ] as const)('%s with %o is %s', (check, overrides, verdict) => {
    expect(judgeFitness({ ...good, ...overrides })[check]).toBe(verdict);
  });
});
