import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import { recurrenceModes } from '@/lib/kit/words';
import messages from '@/messages/en/portal.json';
import { speedText } from '../_parts/words';
import { capText } from './offer-words';

const t = createTranslator({ locale: 'en', messages: { portal: messages }, namespace: 'portal' });
const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });
const words = { t, f } as unknown as Parameters<typeof capText>[0];

const DOWN = 2_000_000n;
const UP = 1_000_000n;
const month = { count: 1, unit: 'month' } as const;

const rates = [
  [null, null, 'Slows down', undefined],
  [DOWN, null, 'Slows down to 2 Mbit/s', '2 Mbit/s down, as fast as the line up'],
  [null, UP, 'Slows the upload down to 1 Mbit/s', 'as fast as the line down, 1 Mbit/s up'],
  [DOWN, UP, 'Slows down to 2 Mbit/s down, 1 Mbit/s up', '2 Mbit/s down, 1 Mbit/s up'],
  [DOWN, DOWN, 'Slows down to 2 Mbit/s', '2 Mbit/s down, 2 Mbit/s up'],
] as const;

const periods = [null, month].flatMap((interval) =>
  recurrenceModes.map((mode) => ({ interval, mode })),
);

const plans = rates.flatMap(([down, up, slowed]) =>
  periods.map((period) => ({
    ...{ ...period, slowed, slowDownBitsPerSecond: down, slowUpBitsPerSecond: up },
  })),
);

describe('what a plan says of its data being used up', () => {
  it.each(plans)('is nothing without a data limit: $mode, $slowed', ({ slowed: _, ...plan }) => {
    for (const capAction of ['block', 'slow'] as const)
      expect(capText(words, { ...plan, capAction, dataLimitBytes: null })).toBeUndefined();
  });

  it.each(plans)('names the rates of both directions: $mode, $slowed', ({ slowed, ...plan }) => {
    const slow = { ...plan, capAction: 'slow' as const, dataLimitBytes: 1n };
    expect(capText(words, slow)).toBe(slowed);
  });

  it.each(plans)('speaks of renewing only where it renews: $mode, $slowed', (plan) => {
    const block = { ...plan, capAction: 'block' as const, dataLimitBytes: 1n };
    const isRenewed = plan.interval !== null && plan.mode !== 'none';
    const text = 'Stops until more data is bought';
    expect(capText(words, block)).toBe(isRenewed ? `${text} or it renews` : text);
  });
});

describe('the speed of a plan', () => {
  it.each(rates)('names each direction that has a rate: %s, %s', (down, up, _slowed, speed) => {
    expect(speedText(words, { downBitsPerSecond: down, upBitsPerSecond: up })).toBe(speed);
  });
});
