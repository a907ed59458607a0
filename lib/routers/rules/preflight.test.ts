import { describe, expect, test } from 'vitest';
import { judgePreflight, judgeStopRules } from './preflight';

describe('the check of a router’s setup', () => {
  const good = {
    isEncrypted: true,
    policies: ['api', 'read', 'write', '!policy'],
    services: [
      { name: 'api', disabled: 'true' },
      { name: 'api-ssl', disabled: 'false', address: '10.0.0.1/32' },
    ],
    firewallRules: [
      { 'src-address-list': 'isp-stopped', action: 'reject' },
      { 'src-address-list': 'isp-disabled', action: 'drop' },
    ],
    ipv6Rules: [
      { 'src-address-list': 'isp-stopped', action: 'reject' },
      { 'src-address-list': 'isp-disabled', action: 'drop' },
    ],
  };

  test('passes when everything is in place', () => {
    expect(new Set(Object.values(judgePreflight(good)))).toEqual(new Set(['good']));
  });

  test.each([
    ['rights', { policies: ['read', 'write'] }, 'bad'],
    ['rights', { policies: ['api', 'read', 'write', 'sensitive'] }, 'warning'],
    ['rights', { policies: null }, 'unknown'],
    ['encrypted', { isEncrypted: false }, 'warning'],
    ['plain_api_off', { services: [{ name: 'api', disabled: 'false' }] }, 'warning'],
    ['api_addresses', { services: [{ name: 'api-ssl', address: '' }] }, 'warning'],
    ['stopped_template', { firewallRules: [] }, 'bad'],
    [
      'stopped_template',
      { firewallRules: [{ 'src-address-list': 'isp-stopped', action: 'dst-nat' }] },
      'bad',
    ],
    ['fasttrack', { firewallRules: [{ action: 'fasttrack-connection' }] }, 'warning'],
    ['fasttrack', { firewallRules: null }, 'unknown'],
    ['ipv6_template', { ipv6Rules: [] }, 'bad'],
    [
      'ipv6_template',
      { ipv6Rules: [{ 'src-address-list': 'isp-stopped', action: 'accept' }] },
      'bad',
    ],
    [
      'ipv6_template',
      { ipv6Rules: [{ 'src-address-list': 'isp-stopped', action: 'reject', disabled: 'true' }] },
      'bad',
    ],
    [
      'ipv6_template',
      { ipv6Rules: [{ 'src-address-list': 'isp-stopped', action: 'reject' }] },
      'warning',
    ],
    ['ipv6_template', { ipv6Rules: 'absent' }, 'good'],
    ['ipv6_template', { ipv6Rules: null }, 'unknown'],
  ] as const)('%s with %o is %s', (check, overrides, verdict) => {
    expect(judgePreflight({ ...good, ...overrides })[check]).toBe(verdict);
  });
});

describe('the rules that hold stopped customers', () => {
  const block = [{ 'src-address-list': 'isp-stopped', action: 'reject' }];

  test.each([
    [block, block, 'in_place'],
    [block, 'absent', 'in_place'],
    [[], block, 'missing'],
    [block, [], 'missing'],
    [[{ 'src-address-list': 'isp-stopped', action: 'accept' }], 'absent', 'missing'],
    [block.map((row) => ({ ...row, disabled: 'true' })), 'absent', 'missing'],
    [null, [], 'missing'],
    [null, block, null],
    [block, null, null],
  ] as const)('with %o and %o are %s', (firewallRules, ipv6Rules, verdict) => {
    expect(judgeStopRules({ firewallRules, ipv6Rules })).toBe(verdict);
  });
});
