import { expect, test } from 'vitest';
import { Rest } from './rest';

test('a rest is as long as the work before it asks for, and ends when the clock goes back', () => {
  let now = 1_000;
  const rest = new Rest({ now: () => now });
  expect(rest.left()).toBe(0);
  rest.begin(995);
  expect(rest.left()).toBe(50);
  now = 1_020;
  expect(rest.left()).toBe(30);
  expect(rest.left(500)).toBe(480);
  now = 2_000;
  expect(rest.left()).toBe(0);
  rest.begin(1_000);
  now -= 3_600_000;
  expect(rest.left()).toBe(0);
});
