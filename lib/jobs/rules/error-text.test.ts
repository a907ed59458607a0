import { expect, test } from 'vitest';
import { errorTextOf } from './error-text';

test.each([
  [{ name: 'Error', message: 'router 3: timed_out\n    at sync' }, 'router 3: timed_out'],
  [{ name: 'RunCancelled', message: 'too late' }, 'RunCancelled: too late'],
  [{ error: { message: 'inner' } }, 'inner'],
  ['plain', 'plain'],
  [null, ''],
  [{ message: 7 }, ''],
])('the first line of an error is shown: %j', (error, text) => {
  expect(errorTextOf(error)).toBe(text);
});
