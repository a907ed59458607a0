import { createTranslator } from 'next-intl';
import { describe, expect, test } from 'vitest';
import messages from '@/messages/en/admin-money.json';
import { nothingLeftWords } from './nothing-left-words';

const t = createTranslator({
  locale: 'en',
  messages: { 'admin-money': messages },
  namespace: 'admin-money',
});
const nowhere = { refundedMinor: 0n, refundingMinor: 0n, heldMinor: 0n, lostMinor: 0n };
const wordsOf = (back: Partial<typeof nowhere>) =>
  nothingLeftWords(t as never, { ...nowhere, ...back }, (minor) => `€${minor}`);

describe('a payment of which nothing is left', () => {
  test('is called refunded only as far as it was', () => {
    expect(wordsOf({ refundedMinor: 20n })).toBe('Nothing is left. €20 was refunded.');
    expect(wordsOf({ refundingMinor: 20n })).toBe('Nothing is left. €20 is being refunded.');
    for (const back of [{}, { heldMinor: 20n }, { lostMinor: 20n }])
      expect(wordsOf(back)).not.toContain('refunded');
  });

  test('is said to be with the bank as long as a dispute is open, and taken once it is lost', () => {
    expect(wordsOf({ heldMinor: 20n })).toContain('€20 is held by the payer’s bank');
    expect(wordsOf({ lostMinor: 20n })).toContain('€20 was taken by the payer’s bank');
  });

  test('names each place of its money with its amount', () => {
    const words = wordsOf({ refundedMinor: 1n, refundingMinor: 2n, heldMinor: 3n, lostMinor: 4n });
    for (const amount of ['€1 was', '€2 is', '€3 is', '€4 was']) expect(words).toContain(amount);
  });
});
