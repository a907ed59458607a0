import { describe, expect, test } from 'vitest';
import { getFormats } from './format';

const f = getFormats({ currency: 'EUR', timeZone: 'Europe/Berlin', locale: 'en-GB' });

describe('money', () => {
  test('is exact beyond the range of a float', () => {
    expect(f.money(900_719_925_474_099_325n)).toBe('€9,007,199,254,740,993.25');
  });
  test('has the number of decimals of its currency', () => {
    const at = (currency: string) => getFormats({ currency, timeZone: 'UTC', locale: 'en' });
    expect(at('JPY').money(1205n)).toBe('¥1,205');
    expect(at('KWD').money(1205n)).toMatch(/^KWD\s1\.205$/);
    expect(f.money({ minor: 500n, currency: 'USD' })).toBe('$5.00');
  });
  test('has a sign only on request, and never on zero', () => {
    expect(f.moneySigned(250n)).toBe('+€2.50');
    expect(f.moneySigned(-250n)).toBe('-€2.50');
    expect(f.moneySigned(0n)).toBe('€0.00');
  });
  test('fills a form field in plain decimals', () => {
    expect(f.moneyInput(-5n)).toBe('-0.05');
  });
});

describe('dates and times', () => {
  test('use the time zone of the operator, not of the server', () => {
    const lateEvening = new Date('2026-11-21T23:30:00Z');
    expect(f.date(lateEvening)).toBe('22 Nov 2026');
    expect(f.time(lateEvening)).toBe('00:30');
  });
  test('keep a local date on the same day in every zone', () => {
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const zoned = getFormats({ currency: 'EUR', timeZone, locale: 'en-GB' });
      expect(zoned.date('2026-02-28')).toBe('28 Feb 2026');
    }
  });
  test('use the largest whole unit for relative time', () => {
    const now = new Date('2026-11-21T10:00:00Z');
    expect(f.relative(new Date('2026-11-24T11:00:00Z'), now)).toBe('in 3 days');
    expect(f.relative(new Date('2026-11-21T09:58:10Z'), now)).toBe('1 minute ago');
    expect(f.relative(now, now)).toBe('now');
  });
});

describe('bytes and rates', () => {
  test('are decimal: one GB is 10^9 bytes', () => {
    expect(f.bytes(5_000_000_000n)).toBe('5 GB');
    expect(f.bytes(36_400_000_000)).toBe('36.4 GB');
    expect(f.bytes(0)).toBe('0 B');
  });
  test('never round up to 1000 of a unit', () => {
    expect(f.bytes(999_960_000)).toBe('1 GB');
    expect(f.bytes(999_400)).toBe('999 kB');
  });
  test('show a pair in the same unit', () => {
    expect(f.bytesOf(740_000_000n, 50_000_000_000n)).toEqual({ used: '0.74', total: '50 GB' });
  });
  test('show rates in bits per second', () => {
    expect(f.rate(20_000_000n)).toBe('20 Mbit/s');
    expect(f.rate(512_000)).toBe('512 kbit/s');
  });
});

describe('durations', () => {
  test('use at most two units and round down', () => {
    expect(f.duration(2 * 86_400 + 4 * 3600 + 1799)).toBe('2 days 4 hrs');
    expect(f.duration(59.9)).toBe('59 secs');
    expect(f.duration(3600)).toBe('1 hr');
  });
});
