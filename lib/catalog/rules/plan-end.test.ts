import { describe, expect, it } from 'vitest';
import { neverEnds, serviceNeverEnds } from './plan-end';

describe('a plan charged once', () => {
  it('never ends without a pay period if it is an internet plan', () => {
    expect(neverEnds({ kind: 'internet', intervalCount: null })).toBe(true);
    expect(neverEnds({ kind: 'internet', intervalCount: 1 })).toBe(false);
    expect(neverEnds({ kind: 'voice', intervalCount: null })).toBe(false);
    expect(neverEnds({ kind: 'custom', intervalCount: null })).toBe(false);
  });

  it('may end on a service’s end date, but only without a data limit', () => {
    const once = { kind: 'internet', intervalCount: null } as const;
    const unlimited = { ...once, dataLimitBytes: null };
    expect(serviceNeverEnds({ ...unlimited, endDate: null })).toBe(true);
    expect(serviceNeverEnds({ ...unlimited, endDate: '2031-01-01' })).toBe(false);
    expect(serviceNeverEnds({ ...once, dataLimitBytes: 1n, endDate: '2031-01-01' })).toBe(true);
    expect(serviceNeverEnds({ ...unlimited, intervalCount: 1, endDate: null })).toBe(false);
  });
});
