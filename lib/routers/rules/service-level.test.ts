import { describe, expect, test } from 'vitest';
import { isServedAt, NOTHING_LEFT, serviceLevelOf, urgencyOf } from './service-level';

const full = { isHere: true, status: 'active', throttled: false } as const;

describe('the order of work on a router', () => {
  test('puts services that gain access first, and services that lose access last', () => {
    expect(urgencyOf(serviceLevelOf(full), 2)).toBe('raise');
    expect(urgencyOf(serviceLevelOf(full), serviceLevelOf({ ...full, throttled: true }))).toBe(
      'raise',
    );
    expect(urgencyOf(serviceLevelOf(full), 4)).toBe('same');
    expect(urgencyOf(serviceLevelOf(full), 4, 2)).toBe('raise');
    expect(urgencyOf(serviceLevelOf({ ...full, status: 'stopped' }), 4)).toBe('lower');
    expect(urgencyOf(serviceLevelOf({ ...full, isHere: false }), 1)).toBe('lower');
  });

  test('stays the same on a router that was replaced, so that new payments come first there too', () => {
    expect(urgencyOf(serviceLevelOf(full), 4, NOTHING_LEFT)).toBe('same');
    expect(urgencyOf(serviceLevelOf(full), 2, NOTHING_LEFT)).toBe('raise');
    expect(isServedAt(4, NOTHING_LEFT)).toBe(false);
  });

  test('gives each status less access than the one before', () => {
    const levels = (['active', 'stopped', 'disabled', 'archived'] as const).map((status) =>
      serviceLevelOf({ ...full, status }),
    );
    expect(levels).toEqual([4, 2, 1, 0]);
    expect(serviceLevelOf({ ...full, status: 'pending' })).toBe(0);
  });
});
