import { describe, expect, test } from 'vitest';
import { commonPasswords } from './common-passwords';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, passwordFault } from './password';

const person = { email: 'mara.okafor@example.org', name: 'Mara Okafor' };

describe('a new password', () => {
  test.each([
    'correct horse 9 staple',
    'purple-goat-plays',
    '   ten   spaces',
    'ünïcödé-påss',
    `${'a'.repeat(9)}bc`,
  ])('may be %j', (password) => {
    expect(passwordFault(password, person)).toBeNull();
  });

  test.each([
    ['nine char', 'too-short'],
    ['🙂'.repeat(9), 'too-short'],
    ['x'.repeat(PASSWORD_LENGTH_MAX + 1), 'too-long'],
    ['Password123', 'common'],
    ['aaaaaaaaaaaa', 'common'],
    ['abababababab', 'common'],
    ['1234567890', 'common'],
    ['abcdefghijkl', 'common'],
    ['zyxwvutsrqpo', 'common'],
    ['Mara.Okafor1', 'personal'],
    ['maraokafor!!', 'personal'],
    ['mara.okafor@example.org', 'personal'],
  ] as const)('%j is rejected as %s', (password, fault) => {
    expect(passwordFault(password, person)).toBe(fault);
  });

  test('may contain any characters up to the maximum length', () => {
    const words = 'seven tall birds walk over the wet roof '
      .repeat(7)
      .slice(0, PASSWORD_LENGTH_MAX);
    expect(passwordFault(words, person)).toBeNull();
  });

  test('is compared only with listed passwords that are long enough to be allowed', () => {
    expect([...commonPasswords].filter((word) => word.length < PASSWORD_LENGTH_MIN)).toEqual([]);
    expect([...commonPasswords].filter((word) => word !== word.toLowerCase())).toEqual([]);
  });
});
