import { describe, expect, test } from 'vitest';
import { markedComment, markOf, ownerOf, ownershipMark } from './rows';

describe('the tag in a comment', () => {
  test('names the service only as the first word', () => {
    expect(ownerOf('isp:42 VIP')).toBe(42);
    expect([ownerOf('VIP isp:42'), ownerOf('isp:42x'), ownerOf(undefined)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('keeps people’s text', () => {
    expect(markedComment('isp:42', 'isp:7 VIP')).toBe('isp:42 VIP');
    expect(markedComment('isp:42', 'VIP')).toBe('isp:42 VIP');
    expect(markedComment('isp:42', undefined)).toBe('isp:42');
    expect(markedComment('isp:42 port=3/1', 'isp:42 port=2/9 VIP')).toBe('isp:42 port=3/1 VIP');
    expect(markedComment('isp:42', 'isp:42 port=2/9 VIP')).toBe('isp:42 VIP');
  });
});

test.each([
  [null, 'isp:42'],
  ['OLT-3/1/7', 'isp:42 port=OLT-3/1/7'],
  ['Schrank 4, Žluť', 'isp:42 port=Schrank_4,_lu_'],
])('port %s is written as %s and read back', (portId, mark) => {
  expect(ownershipMark({ serviceId: 42, portId })).toBe(mark);
  expect(markOf(`${mark} VIP`)).toBe(mark);
  expect(ownerOf(mark)).toBe(42);
});
