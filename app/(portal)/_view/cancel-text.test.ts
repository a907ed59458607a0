import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { serviceStatuses } from '@/lib/kit/words';
import messages from '@/messages/en/portal.json';
import { cancelText } from './cancel-text';

const t = createTranslator({ locale: 'en', messages: { portal: messages }, namespace: 'portal' });
const words = { t } as unknown as Parameters<typeof cancelText>[0];

describe('a service that was ordered', () => {
  const waits = { status: 'pending', hasPaidTime: false } as const;

  it('says how to cancel it before it starts', () => {
    expect(cancelText(words, waits, 'help@harbour.test')).toBe(
      'To change or cancel it, contact us: help@harbour.test',
    );
    expect(cancelText(words, waits, '')).toBe('Contact us to change or cancel it.');
  });

  it('says nothing of it once it has started or is paid', () => {
    expect(cancelText(words, { ...waits, hasPaidTime: true }, '')).toBeNull();
    for (const status of serviceStatuses.filter((one) => one !== 'pending'))
      expect(cancelText(words, { ...waits, status }, '')).toBeNull();
  });
});
