import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import { type RecurrenceMode, recurrenceModes } from '@/lib/kit/words';
import type { Quote } from '@/lib/orders/rules/quote';
import messages from '@/messages/en/portal.json';
import { changeLabel } from './change-label';
import { costsOf } from './quote-facts';

const t = createTranslator({ locale: 'en', messages: { portal: messages }, namespace: 'portal' });
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const words = { t, f } as unknown as Parameters<typeof changeLabel>[0];

const quoteOf = (totalMinor: bigint, mode: RecurrenceMode = 'credit_based') =>
  ({ lines: [], totalMinor, plan: { mode } }) as unknown as Quote;
const labelOf = (quote: Quote, moment: 'now' | 'period_end' = 'now') =>
  changeLabel(words, quote, { moment, plan: 'Tide' });

describe('the button of a plan change', () => {
  it.each([
    [2_100n, 'Change now and pay €21.00'],
    [-320n, 'Change now and get €3.20 back'],
    [0n, 'Change now for free'],
  ])('names what is charged or comes back now: %s', (minor, label) => {
    expect(labelOf(quoteOf(minor))).toBe(label);
  });

  it.each(recurrenceModes)('names the total of its sheet, whatever it is: %s', (mode) => {
    for (const minor of [1n, 2_100n, -1n, -320n]) {
      const total = costsOf(words, quoteOf(minor, mode)).find(({ id }) => id === 'total');
      expect(labelOf(quoteOf(minor, mode))).toContain(String(total?.value));
    }
  });

  it('calls nothing free that an invoice follows, or that the renewal charges', () => {
    expect(labelOf(quoteOf(0n, 'one_off'))).toBe('Change to Tide now');
    expect(labelOf(quoteOf(0n), 'period_end')).toBe('Change to Tide at the renewal');
  });
});
