import { expect, test } from 'vitest';
import { restMs } from './rest';

test.each([
  ['ten times the delivery time', 4, 40],
  ['at most a fifth of a second, however busy the machine', 3_000, 200],
  ['zero when the clock was set back', -5_000, 0],
])('the pause after delivering events is %s', (_rule, tookMs, rest) => {
  expect(restMs(tookMs)).toBe(rest);
});
