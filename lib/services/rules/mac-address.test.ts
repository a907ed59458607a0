import { describe, expect, it } from 'vitest';
import { NetworkOptions } from '../service-input';

const read = (mac: string) => NetworkOptions.safeParse({ macAddresses: [mac] });

describe('a MAC address', () => {
  it.each([
    '02aabbcc0048',
    '02AABBCC0048',
    '02:aa:bb:cc:00:48',
    '02-AA-BB-CC-00-48',
    '02aa.bbcc.0048',
    '02aabb-cc0048',
    '02 aa bb cc 00 48',
    ' 02:AA:BB:CC:00:48 ',
  ])('is accepted in any common notation and kept in one: %s', (mac) => {
    expect(read(mac).data?.macAddresses).toEqual(['02:AA:BB:CC:00:48']);
  });

  it.each([
    '',
    '02aabbcc004',
    '02aabbcc00480',
    '02aabbcc004g',
    '02::aa:bb:cc:00:48',
    '2:aa:bb:c:0:48',
  ])('is refused with the form that is expected: %j', (mac) => {
    expect(read(mac).error?.issues.map(({ message }) => message)).toEqual(['field_mac']);
  });
});
