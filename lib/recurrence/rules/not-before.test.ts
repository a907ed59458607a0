import { expect, test } from 'vitest';
import { notBefore } from './not-before';

const at = (time: string) => new Date(`2026-03-02T${time}Z`);

test.each([
  ['now if nothing was decided yet', '09:00:00.400', null, '09:00:00.400'],
  ['now in the ordinary case', '09:00:00.400', '08:00:00', '09:00:00.400'],
  ['now within the same second', '09:00:00.400', '09:00:00', '09:00:00.400'],
  ['at the end of the last decision if the clock was set back', '08:00:00', '09:00:00', '09:00:00'],
  [
    'in the next second if a period ended within this one',
    '09:00:00.600',
    '09:00:00.571',
    '09:00:01',
  ],
])('a period that starts now starts %s', (_case, now, decidedTo, expected) => {
  expect(notBefore(at(now), decidedTo === null ? null : at(decidedTo))).toEqual(at(expected));
});
