import { describe, expect, it } from 'vitest';
import { NetworkOptions } from '../service-input';
import { findNetworkFault, normaliseMacs, proposeLogin } from './network-options';

const options = (over: object) =>
  NetworkOptions.parse({ accessMethod: 'pppoe', login: 'anna', ...over });

describe('the network options of a service', () => {
  it.each([
    ['a PPPoE service without a login', { login: null }, 'login_required'],
    ['a permanent IP without an address', { ipv4Mode: 'permanent' }, 'address_required'],
    [
      'an address without a permanent IP',
      { ipv4Mode: 'dynamic', ipv4Address: '10.0.0.5' },
      'address_needs_permanent',
    ],
    [
      'additional networks without a permanent IP',
      { additionalNetworks: ['10.9.0.0/24'] },
      'networks_need_permanent',
    ],
    ['a pool without a dynamic IP', { ipv4PoolId: 3 }, 'pool_needs_dynamic'],
    [
      'a new password together with the removal of the old one',
      { password: 'secret-1', removesPassword: true },
      'password_set_and_removed',
    ],
  ])('reject %s, with its sentence', (_what, over, key) => {
    expect(findNetworkFault(options(over))?.key).toBe(key);
  });

  it('are valid in every other combination', () => {
    expect(
      findNetworkFault(
        options({
          ipv4Mode: 'permanent',
          ipv4Address: '10.0.0.5',
          additionalNetworks: ['10.9.0.0/24'],
        }),
      ),
    ).toBeNull();
    expect(findNetworkFault(options({ ipv4Mode: 'dynamic', ipv4PoolId: 3 }))).toBeNull();
    expect(findNetworkFault(options({ accessMethod: 'static', login: null }))).toBeNull();
  });

  it('write MAC addresses in RouterOS format, without duplicates, in the given order', () => {
    expect(normaliseMacs(['aa-bb-cc-00-11-22', 'AA:BB:CC:00:11:22', '02:00:00:00:00:01'])).toEqual([
      'AA:BB:CC:00:11:22',
      '02:00:00:00:00:01',
    ]);
  });
});

describe('a login for a bought service', () => {
  it('is short, contains nothing about the person, and is unused', () => {
    expect(proposeLogin(12, new Set())).toBe('c12');
    expect(proposeLogin(12, new Set(['c12', 'c12-2']))).toBe('c12-3');
  });
});
