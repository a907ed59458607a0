import { describe, expect, it } from 'vitest';
import { holdReasons, statusOfHold } from '@/lib/kit/words';
import type { Conflict } from './conflict';
import { blockedTerms, type TermsWait, termsWaits, waitOf } from './terms-wait';

const running = {
  ...{ holds: [], isFrozen: false, isUnserved: false },
  ...{ dueAt: new Date(0), isUnstarted: false },
};
const end: Conflict = { why: 'service_end_stands', day: '2026-03-05' };

describe('the day of terms that come with the next payment', () => {
  it('is known exactly while nothing keeps the payment from being made', () => {
    expect(waitOf(running)).toBeNull();
    for (const reason of holdReasons)
      expect(waitOf({ ...running, holds: [reason] }) === null).toBe(reason === 'data_cap');
    expect(waitOf({ ...running, isFrozen: true })).toBe('router');
    expect(waitOf({ ...running, isUnserved: true })).toBe('connection');
    expect(waitOf({ ...running, dueAt: null })).toBe('none_due');
  });

  it('waits for what lasts longest, not for the money that is missing because of it', () => {
    for (const reason of holdReasons.filter((one) => statusOfHold[one] === 'stopped')) {
      const wait = waitOf({ ...running, holds: ['no_credit', reason] });
      expect(wait).toBe(waitOf({ ...running, holds: [reason] }));
    }
    expect(waitOf({ ...running, holds: ['no_credit', 'ended'], dueAt: null })).toBe('end');
    expect(waitOf({ ...running, holds: ['not_connected'], isFrozen: true })).toBe('router');
  });
});

describe('the day of terms that are planned before the first period', () => {
  it('is that of the second payment, whatever keeps the first from being made', () => {
    for (const reason of holdReasons.filter((one) => one !== 'ended'))
      expect(waitOf({ ...running, isUnstarted: true, holds: [reason] })).toBe('first_period');
    expect(waitOf({ ...running, isUnstarted: true, holds: ['ended'] })).toBe('end');
  });
});

describe('what stands against terms whose day is not known', () => {
  it('is an end of the service that comes first in any case', () => {
    const certain = termsWaits.filter((wait) => blockedTerms(wait, end) !== null);
    const open: TermsWait[] = ['start', 'payment', 'none_due', 'first_period'];
    expect(certain).toEqual(termsWaits.filter((wait) => !open.includes(wait)));
  });

  it('is not a stop, which may be over by then', () => {
    const stop: Conflict = { why: 'service_stopped_stands' };
    for (const wait of termsWaits) expect(blockedTerms(wait, stop)).toBeNull();
    expect(blockedTerms(null, stop)).toEqual(stop);
  });
});
