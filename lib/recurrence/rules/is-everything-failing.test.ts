import { describe, expect, it } from 'vitest';
import { readFault } from '@/db/read-fault';
import { isEverythingFailing } from './is-everything-failing';

const coded = (code: string) => Object.assign(new Error('boom'), { code });

describe('a fault', () => {
  it.each([
    ['a closed connection', 'CONNECTION_CLOSED'],
    ['a connection that could not be opened', 'CONNECT_TIMEOUT'],
    ['a refused socket', 'ECONNREFUSED'],
    ['a connection failure', '08006'],
    ['a deadlock', '40P01'],
    ['a full disk', '53100'],
    ['an unavailable lock', '55P03'],
    ['a server shutdown', '57P01'],
    ['an I/O error', '58030'],
  ])('is temporary: %s', (_name, code) => {
    expect(readFault(new Error('query failed', { cause: coded(code) }))).toEqual({
      isPassing: true,
      code,
    });
  });

  it.each([
    ['a number out of range', '22003'],
    ['a division by zero', '22012'],
    ['a violated constraint', '23514'],
    ['a refusal of the product', 'invalid-input'],
  ])('belongs to the row: %s', (_name, code) => {
    expect(readFault(coded(code))).toEqual({ isPassing: false, code });
  });

  it('is identified by its error name if it has no code, and is never quoted', () => {
    expect(readFault(new RangeError('Ada Lovelace'))).toEqual({
      isPassing: false,
      code: 'RangeError',
    });
    expect(readFault('text')).toEqual({ isPassing: false, code: 'string' });
  });
});

describe('a number of failures', () => {
  it.each([
    [{ done: 0, failed: 10 }, false],
    [{ done: 0, failed: 11 }, true],
    [{ done: 1, failed: 500 }, false],
  ])('%o means everything is failing: %s', (counts, expected) => {
    expect(isEverythingFailing(counts)).toBe(expected);
  });
});
