import { describe, expect, it } from 'vitest';
import { getFormats } from '@/lib/kit/format';
import { discountWorth } from './discount-worth';

const f = getFormats({ locale: 'en-GB', currency: 'EUR', timeZone: 'UTC' });

describe('the worth of a discount', () => {
  it.each([
    [333_330, '−33.333%'],
    [333_333, '−33.3333%'],
    [100_000, '−10%'],
    [5_000, '−0.5%'],
    [1, '−0.0001%'],
    [1_000_000, '−100%'],
  ])('shows every digit of %s ppm', (percentPpm, text) => {
    expect(discountWorth(f, { percentPpm })).toBe(text);
  });

  it('shows an amount as money', () => {
    expect(discountWorth(f, { amountMinor: 250n })).toBe('−€2.50');
  });
});
