import { describe, expect, test } from 'vitest';
import {
  addressBounds,
  formatDuration,
  formatInstant,
  isRateLimit,
  normaliseListAddress,
  normaliseMac,
  normalisePrefix,
  normaliseRatePair,
  parseDuration,
} from './values';

describe('values as RouterOS rewrites them', () => {
  test.each([
    ['60m', '1h'],
    ['1w2d3h4m5s', '1w2d3h4m5s'],
    ['01:02:03', '1h2m3s'],
    ['1d02:03:04', '1d2h3m4s'],
    ['90', '1m30s'],
    ['0s', '0s'],
  ])('a duration %s reads back as %s', (given, shown) => {
    expect(formatDuration(parseDuration(given) ?? -1)).toBe(shown);
  });

  test.each(['', '5x', '1h2d', '-1'])('%j is not a duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('rates are in bits per second with k of 1000', () => {
    expect(normaliseRatePair('10M/50M')).toBe('10000000/50000000');
    expect(normaliseRatePair('512k')).toBe('512000/512000');
    expect(normaliseRatePair('10Mbit/50M')).toBeUndefined();
  });

  test.each(['', '2M/10M', '2M/10M 4M/20M 1M/5M 8/8', '2M/10M 4M/20M 1M/5M 8/8 5 1M/1M'])(
    '%j is a rate limit',
    (text) => {
      expect(isRateLimit(text)).toBe(true);
    },
  );

  test.each(['fast', '2M/', '2M/10M 4M/20M 1M/5M 8/8 9', '2M  10M'])(
    '%j is not a rate limit',
    (text) => {
      expect(isRateLimit(text)).toBe(false);
    },
  );

  test('addresses lose host bits and needless prefixes', () => {
    expect(normalisePrefix('10.1.1.2')).toBe('10.1.1.2/32');
    expect(normalisePrefix('10.1.1.2/24')).toBe('10.1.1.0/24');
    expect(normaliseListAddress('10.1.1.2/32')).toBe('10.1.1.2');
    expect(normaliseListAddress('portal.example.net')).toBe('portal.example.net');
    expect(normaliseListAddress('10.1.1.256')).toBeUndefined();
    expect(addressBounds('10.0.0.9-10.0.0.2')).toBeUndefined();
    expect(normaliseMac('aa:bb:cc:00:11:2f')).toBe('AA:BB:CC:00:11:2F');
  });

  test('dates follow the release', () => {
    const at = Date.UTC(2026, 4, 31, 7, 9, 24);
    expect(formatInstant(at, false)).toBe('may/31/2026 07:09:24');
    expect(formatInstant(at, true)).toBe('2026-05-31 07:09:24');
  });
});
