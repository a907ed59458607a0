import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import messages from '@/messages/en/portal.json';
import { failureText } from './failure-text';

const t = createTranslator({ locale: 'en', messages: { portal: messages }, namespace: 'portal' });
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const words = { t, f } as unknown as Parameters<typeof failureText>[0];
const failedAt = new Date('2031-11-21T10:00:00Z');
const textOf = (failure: string | null) =>
  failureText(words, { failure, failedAt }, (key) =>
    key === 'service_paused' ? 'The service is paused.' : null,
  );

describe('the reason of a failed order', () => {
  it('is quoted with its day, and not as what is true now', () => {
    expect(textOf('service_paused')).toContain('21 Nov 2031');
    expect(textOf('service_paused')).toContain('“The service is paused.”');
    expect(textOf('service_paused')).toContain('may have changed since then');
  });

  it('of an offer that changed says what to do', () => {
    expect(textOf('quote_changed')).toContain('Compare the new offer');
  });

  it.each([null, 'unknown_key'])('is left out without words for it: %s', (failure) => {
    expect(textOf(failure)).toBe(messages.orders.failedNext);
  });
});
