import { describe, expect, test } from 'vitest';
import type { AccessMethod, ServiceStatus } from '@/lib/kit/words';
import { facts, service } from '@/tests/support/desired-service';
import { RouterError, type RouterErrorKind } from './driver';
import { connectionFailureOf, desiredRowsOf, isCircuitOpen, retryDelayMs } from './rules';
import { differingProperties, durationSeconds, normaliseValue } from './rules/compare';
import type { DesiredAddress, DesiredService, RouterFacts } from './rules/desired-service';
import { judgeRouterAddress } from './rules/judge-router-address';
import { serviceLevels } from './rules/service-level';
import { setupScript } from './rules/setup-script';

const full = { level: serviceLevels.full, rows: [] };
const fixed: DesiredAddress = { mode: 'permanent', address: '10.9.0.5' };
const pooled: DesiredAddress = { mode: 'dynamic', poolId: null };

function rowsOf(overrides: Partial<DesiredService>, over: Partial<RouterFacts> = {}) {
  const desired = desiredRowsOf(service(overrides), { ...facts, ...over }, full);
  if (desired.kind === 'incomplete') throw new Error(desired.missing);
  return desired.rows;
}

/** A short notation for the rows, so that they fit in a table. */
function summary(overrides: Partial<DesiredService>): string[] {
  return rowsOf(overrides)
    .filter((row) => row.attributes['comment'] !== undefined)
    .map(({ menu, attributes }) => {
      const { profile, disabled } = attributes;
      const list = attributes['list'] ?? (attributes['address-lists'] || undefined);
      const isOff = disabled === 'yes' || attributes['block-access'] === 'yes';
      return [menu.split('/').at(-1), list ?? profile, isOff ? 'off' : 'on']
        .filter(Boolean)
        .join(' ');
    });
}

const cases: [AccessMethod, ServiceStatus, DesiredAddress, string[]][] = [
  ['pppoe', 'active', pooled, ['secret isp-plan-7-p3 on']],
  ['pppoe', 'stopped', pooled, ['secret isp-stopped-p3 on']],
  ['pppoe', 'disabled', pooled, ['secret isp-plan-7-p3 off']],
  ['pppoe', 'pending', pooled, []],
  ['pppoe', 'archived', pooled, []],
  ['pppoe', 'active', fixed, ['secret isp-plan-7 on']],
  ['pppoe', 'stopped', fixed, ['secret isp-stopped-fixed on', 'address-list isp-stopped on']],
  ['pppoe', 'disabled', fixed, ['secret isp-plan-7 off']],
  ['hotspot', 'active', { mode: 'none' }, ['user isp-plan-7 on']],
  ['hotspot', 'stopped', { mode: 'none' }, ['user isp-stopped on']],
  ['hotspot', 'stopped', fixed, ['user isp-stopped-fixed on', 'address-list isp-stopped on']],
  ['hotspot', 'disabled', { mode: 'none' }, ['user isp-plan-7 off']],
  ['hotspot', 'archived', { mode: 'none' }, []],
  ['static', 'active', fixed, ['lease on', 'simple on']],
  ['static', 'stopped', fixed, ['lease on', 'simple on', 'address-list isp-stopped on']],
  ['static', 'disabled', fixed, ['lease off', 'simple on', 'address-list isp-disabled on']],
  ['static', 'active', pooled, ['lease on']],
  ['static', 'stopped', pooled, ['lease isp-stopped on']],
  ['static', 'disabled', pooled, ['lease isp-disabled off']],
  ['static', 'pending', fixed, []],
];

describe('the rows of a service', () => {
  test.each(cases)('%s, %s, %o', (accessMethod, status, address, expected) => {
    expect(summary({ accessMethod, status, address })).toEqual(expected);
  });

  test('are none on a router the service has left', () => {
    expect(rowsOf({ isHere: false })).toEqual([]);
  });

  test('carry its tag and no information about the customer', () => {
    const [profile, secret] = rowsOf({});
    expect(secret?.attributes['comment']).toBe('isp:42');
    expect(profile?.attributes['comment']).toBeUndefined();
    expect(JSON.stringify(secret?.attributes)).not.toContain('subscriber-secret');
  });

  test('use the slow rate in another profile while it is throttled', () => {
    const [profile, secret] = rowsOf({ throttled: true });
    expect(profile?.attributes['rate-limit']).toBe('512k/1M');
    expect(secret?.attributes['profile']).toBe('isp-plan-7-slow');
  });

  test('give a lease a rate limit even without a rate, because the router counts only such leases', () => {
    const speed = { down: null, up: null };
    const plan = { ...service({}).plan, speed, slowSpeed: speed, burst: null };
    for (const throttled of [false, true]) {
      const rows = rowsOf({ accessMethod: 'static', address: pooled, plan, throttled });
      const lease = rows.find((row) => row.menu === '/ip/dhcp-server/lease');
      expect(lease?.attributes['rate-limit']).toBe('4G/4G');
    }
  });

  test('refer to the operator’s own profile and never write it', () => {
    const plan = { ...service({}).plan, routerProfile: 'gold' };
    expect(rowsOf({ plan }).map((row) => row.menu)).toEqual(['/ppp/secret']);
    expect(rowsOf({ plan, throttled: true })[0]?.key).toBe('isp-plan-7-slow');
  });

  test('write rates as upload before download, with burst, threshold, time and priority', () => {
    const burst = { down: 80_000_000n, up: 20_000_000n, seconds: 8 };
    const plan = { ...service({}).plan, burst };
    expect(rowsOf({ plan })[0]?.attributes['rate-limit']).toBe('10M/50M 20M/80M 10M/50M 8/8 8');
  });

  test('route additional networks with the session, or as separate routes', () => {
    const networks = ['192.0.2.0/29', '198.51.100.0/24'];
    const secret = rowsOf({ address: fixed, networks }).find((row) => row.menu === '/ppp/secret');
    expect(secret?.attributes['routes']).toBe('192.0.2.0/29 10.9.0.5 1,198.51.100.0/24 10.9.0.5 1');
    const routes = rowsOf({ accessMethod: 'static', address: fixed, networks });
    expect(routes.filter((row) => row.menu === '/ip/route').map((row) => row.key)).toEqual(
      networks,
    );
    const queue = routes.find((row) => row.menu === '/queue/simple');
    expect(queue?.attributes['target']).toBe('10.9.0.5/32,192.0.2.0/29,198.51.100.0/24');
  });

  test.each([
    [{ accessMethod: null }, 'access_method'],
    [{ login: null }, 'login'],
    [{ accessMethod: 'static', address: { mode: 'none' } }, 'address'],
  ] as const)('are none while something is missing, not even earlier ones: %o', (over, missing) => {
    expect(desiredRowsOf(service(over), facts, full)).toEqual({
      kind: 'incomplete',
      missing,
      isReleased: true,
    });
  });

  test.each([
    ['/ppp/secret', 'hotspot'],
    ['/ip/hotspot/user', 'pppoe'],
  ] as const)(
    'release the login in %s when %s needs an unreadable password',
    (menu, accessMethod) => {
      const over = { accessMethod, password: null };
      const applied = { level: serviceLevels.full, rows: [{ menu }] };
      expect(desiredRowsOf(service(over), facts, applied)).toEqual({
        kind: 'incomplete',
        missing: 'password',
        isReleased: true,
      });
    },
  );
});

describe('a written and a printed value', () => {
  test.each([
    ['max-limit', '10M/50M', '10000000/50000000'],
    ['rate-limit', '10M/50M 20M/80M 10M/50M 8/8 8', '10M/50M 20M/80M 10M/50M 8/8 8'],
    ['target', '10.9.0.5/32', '10.9.0.5'],
    ['mac-address', 'aa:bb:cc:dd:ee:ff', 'AA:BB:CC:DD:EE:FF'],
    ['disabled', 'no', 'false'],
    ['block-access', 'no', undefined],
    ['target', '10.9.0.5/32,192.0.2.0/29', '192.0.2.0/29,10.9.0.5'],
    ['comment', '', undefined],
    ['burst-time', '60s/60s', '1m/1m'],
    [
      'routes',
      '10.0.0.0/24 10.9.0.5 1, 10.1.0.0/24 10.9.0.5 1',
      '10.1.0.0/24 10.9.0.5 1,10.0.0.0/24 10.9.0.5 1',
    ],
    ['priority', '8', '8/8'],
    ['server', 'all', undefined],
  ])('of %s are equal: %s and %s', (attribute, written, printed) => {
    expect(normaliseValue(attribute, written)).toBe(normaliseValue(attribute, printed));
  });

  test('differ when they mean different things', () => {
    const desired = { profile: 'gold', disabled: 'yes', 'remote-address': null };
    const actual = { profile: 'silver', disabled: 'true', 'remote-address': '10.0.0.1' };
    expect(differingProperties(desired, actual)).toEqual(['profile', 'remote-address']);
  });

  test.each([
    ['1w2d3h4m5s', 788_645],
    ['1d02:03:04', 93_784],
    ['02:03:04', 7_384],
    ['never', null],
  ])('duration %s', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });
});

describe('a router address', () => {
  const loopback = { allowsLoopback: false, isEncrypted: true };
  test.each([
    ['10.1.2.3', 'allowed'],
    ['203.0.113.9', 'allowed'],
    ['2001:db8::1', 'allowed'],
    ['127.0.0.1', 'forbidden_range'],
    ['::1', 'forbidden_range'],
    ['::ffff:127.0.0.1', 'forbidden_range'],
    ['0.0.0.0', 'forbidden_range'],
    ['169.254.169.254', 'forbidden_range'],
    ['::ffff:169.254.169.254', 'forbidden_range'],
    ['fe80::1', 'forbidden_range'],
    ['fd00:ec2::254', 'forbidden_range'],
    ['239.1.1.1', 'forbidden_range'],
    ['255.255.255.255', 'forbidden_range'],
    ['not an address', 'forbidden_range'],
  ])('%s is %s', (address, verdict) => {
    expect(judgeRouterAddress(address, loopback)).toBe(verdict);
  });

  test('on loopback is allowed only by an explicit switch', () => {
    expect(judgeRouterAddress('127.0.0.1', { allowsLoopback: true, isEncrypted: false })).toBe(
      'allowed',
    );
  });

  test('outside the operator’s own ranges needs encryption', () => {
    const plain = { allowsLoopback: false, isEncrypted: false };
    expect(judgeRouterAddress('203.0.113.9', plain)).toBe('plain_text_outside');
    expect(judgeRouterAddress('192.168.88.1', plain)).toBe('allowed');
  });
});

describe('a failure', () => {
  test.each([
    ['closed', 'unreachable'],
    ['socket', 'unreachable'],
    ['fatal', 'unreachable'],
    ['protocol', 'unreachable'],
    ['timeout', 'timed_out'],
    ['auth', 'login_refused'],
    ['tls', 'certificate_changed'],
    ['trap', null],
    ['usage', null],
  ] satisfies [RouterErrorKind, unknown][])(
    'of kind %s means %s for the router',
    (kind, failure) => {
      expect(connectionFailureOf(new RouterError(kind, 'x'))).toBe(failure);
    },
  );

  test('for missing rights affects the whole router', () => {
    const traps = [{ message: 'not enough permissions (9)' }];
    expect(connectionFailureOf(new RouterError('trap', 'x', { traps }))).toBe('login_refused');
  });

  test('is retried with growing delays of at most five minutes', () => {
    expect([1, 2, 3, 8, 1000].map(retryDelayMs)).toEqual([2_000, 4_000, 8_000, 256_000, 300_000]);
  });

  test('blocks all work on the router until its retry time', () => {
    const [before, retryAt, after] = [new Date(1), new Date(2), new Date(3)];
    expect([before, retryAt, after].map((now) => isCircuitOpen({ retryAt }, now))).toEqual([
      true,
      false,
      false,
    ]);
    expect(isCircuitOpen({ retryAt: null }, after)).toBe(false);
  });
});

describe('the setup script', () => {
  const text = setupScript({
    username: 'net"purse',
    serverAddress: '10.0.0.1',
    portalAddress: '10.0.0.2',
  });

  test('creates a login that may only read and write through the API', () => {
    expect(text).toMatch(/group add name=netpurse policy=api,read,write$/m);
    expect(text).toContain('name="net\\"purse"');
  });

  test('covers both lists that the check requires', () => {
    expect(text).toContain('src-address-list=isp-stopped');
    expect(text).toContain('src-address-list=isp-disabled');
  });
});
