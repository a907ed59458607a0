import { expect, test } from 'vitest';
import { restMs } from './rest';

test.each([
  ['ten times as long as delivering took', 4, 40],
  ['a fifth of a second at most, however busy the machine is', 3_000, 200],
  ['not at all when the clock was set back meanwhile', -5_000, 0],
])('the pause after delivering events is %s', (_rule, tookMs, rest) => {
  expect(restMs(tookMs)).toBe(rest);
});
