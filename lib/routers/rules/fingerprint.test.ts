import { describe, expect, test } from 'vitest';
import { normalFingerprint } from './fingerprint';

const pairs = Array.from({ length: 32 }, (_, index) =>
  index.toString(16).padStart(2, '0').toUpperCase(),
).join(':');

describe('a fingerprint', () => {
  test.each([
    ['as a router prints it', pairs.replaceAll(':', '').toLowerCase()],
    ['in pairs', pairs],
    ['in pairs with spaces', pairs.replaceAll(':', ' ')],
    ['after the name of its hash', `SHA256:${pairs.toLowerCase()}`],
  ])('is recognised %s', (_, text) => {
    expect(normalFingerprint(text)).toBe(pairs);
  });

  test.each(['', 'AB:CD', pairs.slice(3), pairs.replace('00', 'GG'), `${pairs}:00`])(
    'is rejected in another form: %s',
    (text) => {
      expect(normalFingerprint(text)).toBeNull();
    },
  );
});
