import { expect, test } from 'vitest';
import { parseDurationMs, parseMoment } from './duration';

test.each([
  ['2s', 2_000],
  ['1h30m', 5_400_000],
  ['7d', 604_800_000],
  ['1w', 604_800_000],
  ['250ms', 250],
  ['1.5s', 1_500],
  ['1h 5m', 3_900_000],
  ['', null],
  ['5', null],
  ['5 years', null],
  ['s5', null],
])('%j is %j milliseconds', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each([
  ['90s', '2030-01-01T00:01:30.000Z'],
  ['2031-05-01T12:00:00Z', '2031-05-01T12:00:00.000Z'],
  ['tomorrow', null],
])('the moment %j, from midnight, is %j', (text, at) => {
  const moment = parseMoment(text, new Date('2030-01-01T00:00:00Z'));
  expect(moment?.toISOString() ?? null).toBe(at);
});
