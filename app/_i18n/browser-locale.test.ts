import { describe, expect, test } from 'vitest';
import { browserLocale } from './browser-locale';

describe('the language of a browser', () => {
  test.each([
    ['en-GB,en;q=0.9', 'en'],
    ['xx-YY, en;q=0.3', 'en'],
    ['xx', null],
    ['en;q=0', null],
    ['*', null],
    [';;q=,,', null],
    [null, null],
  ])('is the first one we are translated into, in %s: %s', (header, locale) => {
    expect(browserLocale(header)).toBe(locale);
  });
});
