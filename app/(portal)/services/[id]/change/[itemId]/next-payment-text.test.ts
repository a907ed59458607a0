import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import messages from '@/messages/en/portal.json';
import { nextPaymentText } from './next-payment-text';

const t = createTranslator({ locale: 'en', messages: { portal: messages }, namespace: 'portal' });
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const words = { t, f } as unknown as Parameters<typeof nextPaymentText>[0];
const at = new Date('2031-11-21T10:00:00Z');
const credit = { kind: 'credit' } as const;
const textOf = (over: Partial<Parameters<typeof nextPaymentText>[1]>) =>
  nextPaymentText(words, {
    ...{ at, priceMinor: 500n, feeMinor: 0n, source: credit, balanceMinor: 800n, otherPlan: null },
    ...over,
  });

describe('the next payment on the sheet of a plan change', () => {
  it('says that the credit is enough', () => {
    expect(textOf({})).toContain('Your credit of €8.00 is enough.');
  });

  it.each([-13_000n, 0n, 800n])(
    'of nothing names no credit, at a balance of %s',
    (balanceMinor) => {
      expect(textOf({ priceMinor: 0n, balanceMinor })).toBe('Nothing is due on 21 Nov 2031.');
    },
  );

  it('of nothing names the planned plan that costs nothing', () => {
    expect(textOf({ priceMinor: 0n, otherPlan: 'Tide' })).toBe(
      'Nothing is due on 21 Nov 2031, for the change to Tide.',
    );
  });

  it('names what is missing below zero', () => {
    const source = { kind: 'short', shortMinor: 13_500n, topUpMinor: 13_500n } as const;
    expect(textOf({ balanceMinor: -13_000n, source })).toContain(
      'Your credit is -€130.00: add €135.00 by then.',
    );
  });
});
