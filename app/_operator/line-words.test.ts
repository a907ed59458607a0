import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import type { LineView } from '@/lib/charges/line-view';
import { getFormats } from '@/lib/kit/format';
import messages from '@/messages/en/lines.json';
import { lineText } from './line-words';

const t = createTranslator({ locale: 'en', messages: { lines: messages }, namespace: 'lines' });
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const words = { t, f } as unknown as Parameters<typeof lineText>[0];

const line = (what: LineView['what']): LineView => ({
  ...{ causeKey: 'period:1:0', what, share: null },
  startsAt: new Date('2026-05-01T00:00:00Z'),
  endsAt: new Date('2026-06-01T00:00:00Z'),
  ...{ netMinor: 1_000n, taxMinor: 0n, grossMinor: 1_000n },
  price: {
    ...{ quantity: 1, unitPriceMinor: 1_000n, isCustom: false, listMinor: 1_000n, discounts: [] },
    ...{ taxRatePpm: 0, taxMode: 'inclusive', grossMinor: 1_000n },
  },
});

describe('the text of a line', () => {
  it.each([
    ['period', '€10.00, 1 May – 1 Jun'],
    ['unused_credit', 'Unused part given back, €10.00, 1 May – 1 Jun'],
    ['activation_fee', 'Activation fee, €10.00'],
    ['change_fee', 'Fee for the plan change, €10.00'],
  ] as const)('names the dates only of what is for a time: %s', (what, text) => {
    expect(lineText(words, line(what))).toBe(text);
  });

  const DAY = 86_400n;
  const GIGABYTE = 1_000_000_000n;

  it.each([
    ['a part', { part: 10n * DAY, of: 30n * DAY, unit: 'seconds' }, '10 days of 30 days'],
    ['the whole', { part: 30n * DAY, of: 30n * DAY, unit: 'seconds' }, 'all of 30 days'],
    [
      'all but some minutes',
      { part: 31n * DAY - 900n, of: 31n * DAY - 1n, unit: 'seconds' },
      'nearly all of 30 days 23 hrs',
    ],
    ['all data', { part: GIGABYTE, of: GIGABYTE, unit: 'bytes' }, 'all of 1 GB'],
    ['nearly all data', { part: GIGABYTE - 1n, of: GIGABYTE, unit: 'bytes' }, 'nearly all of 1 GB'],
  ] as const)('never says a length twice: %s', (_what, share, text) => {
    expect(lineText(words, { ...line('unused_credit'), share })).toContain(`, ${text},`);
  });
});
