import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import type { MoneySource, Renewal } from '@/lib/screens/portal/renewals';
import messages from '@/messages/en/portal.json';
import { noDataText } from './no-data-text';

const t = createTranslator({ locale: 'en', messages: { portal: messages }, namespace: 'portal' });
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const words = { t, f } as unknown as Parameters<typeof noDataText>[0];
const at = new Date('2031-11-21T10:00:00Z');
const credit: MoneySource = { kind: 'credit' };
const short: MoneySource = { kind: 'short', shortMinor: 100n, topUpMinor: 100n };
const starts = {
  kind: 'starts',
  priceMinor: 500n,
  until: at,
  dataBytes: 5n * 1000n ** 3n,
} as const;

describe('a service without data', () => {
  it.each<[string, Renewal, string | null]>([
    [
      'names its renewal',
      { kind: 'renews', at, priceMinor: 500n, source: short, isInGrace: false },
      'New data comes with the next renewal.',
    ],
    ['names the top-up', { ...starts, source: short }, 'You get 5 GB as soon as you top up.'],
    ['names its start', { ...starts, source: credit }, 'You get 5 GB as soon as it starts.'],
    ['promises none that is not in the plan', { ...starts, dataBytes: null, source: short }, null],
    ['promises none if it ends', { kind: 'ends', at }, null],
    ['promises none if it is closed or held', { kind: 'none' }, null],
  ])('%s', (_what, renewal, text) => {
    expect(noDataText(words, renewal)).toBe(text);
  });
});
