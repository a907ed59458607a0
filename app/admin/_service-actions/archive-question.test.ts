import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import { archiveQuestion } from './archive-question';

const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const at = new Date('2026-05-11T00:00:00Z');
const offerOf = (refundMinor: bigint) => ({
  kind: 'refund' as const,
  refundMinor,
  account: 'wallet' as const,
  at,
});

describe('the dialog that archives a service', () => {
  it('shows when it opens what comes back, and posts exactly that', () => {
    expect(archiveQuestion(f, { offer: offerOf(2_000n), wasMinor: undefined })).toEqual({
      offer: {
        kind: 'refund',
        ...{ shownMinor: '2000', shownAt: at.toISOString() },
        ...{ amount: '€20.00', account: 'wallet' },
      },
      was: null,
    });
    expect(archiveQuestion(f, { offer: null, wasMinor: undefined })).toEqual({
      offer: null,
      was: null,
    });
  });

  it.each([
    [2_000n, 1_900n, 'changed'],
    [2_000n, null, 'gone'],
    [0n, 1_900n, 'appeared'],
    [2_000n, 2_000n, 'again'],
  ] as const)(
    'asks again with the old and the new amount: %s, then %s',
    (wasMinor, now, change) => {
      const offer = now === null ? null : offerOf(now);
      const { was, offer: shown } = archiveQuestion(f, { offer, wasMinor });
      expect(was).toEqual({ amount: f.money(wasMinor), change });
      const minor = shown?.kind === 'refund' ? shown.shownMinor : undefined;
      expect(minor).toBe(now?.toString());
    },
  );
});
