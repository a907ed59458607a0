import { expect, test } from 'vitest';
import { facts, service } from '@/tests/support/desired-service';
import { desiredRowsOf } from '../rules';
import type { DesiredService } from './desired-service';

const networks = ['203.0.113.0/24', '198.51.100.8/29'];

function rowsOf(over: Partial<DesiredService>) {
  const desired = desiredRowsOf(service(over), facts, { level: 4, rows: [] });
  return desired.kind === 'rows' ? desired.rows : [];
}

test.each([
  { mode: 'permanent', address: '10.9.0.5' },
  { mode: 'dynamic', poolId: 3 },
  { mode: 'none' },
] as const)('a stopped login has no IPv6 prefix, and an active one has (%o)', (address) => {
  const prefixOf = (status: 'stopped' | 'active') =>
    rowsOf({ status, address, ipv6Prefix: '2001:db8:1::/56' }).find(
      ({ menu }) => menu === '/ppp/secret',
    )?.attributes['remote-ipv6-prefix'];
  expect(prefixOf('stopped')).toBe(null);
  expect(prefixOf('active')).toBe('2001:db8:1::/56');
});

test.each([
  ['pppoe', 'stopped', 'isp-stopped'],
  ['hotspot', 'stopped', 'isp-stopped'],
  ['static', 'stopped', 'isp-stopped'],
  ['static', 'disabled', 'isp-disabled'],
] as const)(
  'every address and network of a %s service that is %s is on %s',
  (method, status, list) => {
    const address = { mode: 'permanent', address: '10.9.0.5' } as const;
    const listed = (over: Partial<DesiredService>) =>
      rowsOf({ accessMethod: method, address, networks, ...over })
        .filter(({ menu }) => menu === '/ip/firewall/address-list')
        .map(({ attributes }) => [attributes['list'], attributes['address']]);
    expect(listed({ status })).toEqual(['10.9.0.5', ...networks].map((one) => [list, one]));
    expect(listed({ status: 'active' })).toEqual([]);
  },
);
