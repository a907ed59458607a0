import { expect, test } from 'vitest';
import { notBefore } from './not-before';

const at = (time: string) => new Date(`2026-03-02T${time}Z`);

test.each([
  ['now when nothing was decided yet', '09:00:00.400', null, '09:00:00.400'],
  ['now in the usual course of time', '09:00:00.400', '08:00:00', '09:00:00.400'],
  ['now in the very second', '09:00:00.400', '09:00:00', '09:00:00.400'],
  [
    'where the last decision reaches when the clock was set back',
    '08:00:00',
    '09:00:00',
    '09:00:00',
  ],
  [
    'the next second when a period ended within this one',
    '09:00:00.600',
    '09:00:00.571',
    '09:00:01',
  ],
])('a period that starts now starts %s', (_case, now, decidedTo, expected) => {
  expect(notBefore(at(now), decidedTo === null ? null : at(decidedTo))).toEqual(at(expected));
});
