import { describe, expect, test } from 'vitest';
import { serviceLevelOf, urgencyOf } from './service-level';

const full = { isHere: true, status: 'active', throttled: false } as const;

describe('the order of work on a router', () => {
  test('takes who is served more than the router lets them first, and who loses something last', () => {
    expect(urgencyOf(serviceLevelOf(full), 2)).toBe('raise');
    expect(urgencyOf(serviceLevelOf(full), serviceLevelOf({ ...full, throttled: true }))).toBe(
      'raise',
    );
    expect(urgencyOf(serviceLevelOf(full), 4)).toBe('same');
    expect(urgencyOf(serviceLevelOf({ ...full, status: 'stopped' }), 4)).toBe('lower');
    expect(urgencyOf(serviceLevelOf({ ...full, isHere: false }), 1)).toBe('lower');
  });

  test('knows that each status lets a service do less than the one before', () => {
    const levels = (['active', 'stopped', 'disabled', 'archived'] as const).map((status) =>
      serviceLevelOf({ ...full, status }),
    );
    expect(levels).toEqual([4, 2, 1, 0]);
    expect(serviceLevelOf({ ...full, status: 'pending' })).toBe(0);
  });
});
