import { describe, expect, test } from 'vitest';
import { facts, service } from '@/tests/support/desired-service';
import { desiredRowsOf } from '../rules';
import type { DesiredService } from './desired-service';
import { planChanges } from './plan-changes';
import { isProfileOfPool } from './pools';
import { toActualRow } from './rows';
import { serviceLevels } from './service-level';

const plan = { ...service({}).plan, routerProfile: 'gold' };
const own = { name: 'gold', 'remote-address': 'guests', 'dns-server': '9.9.9.9', 'on-up': '' };
const withOwn = (row: Record<string, string> | null, hotspotHasAddresses = false) => ({
  ...facts,
  ownProfiles: {
    rows: new Map(
      row === null
        ? []
        : [
            ['/ppp/profile gold', row],
            ['/ip/hotspot/user/profile gold', row],
          ],
    ),
    hotspotHasAddresses,
  },
});
const desired = (
  over: Partial<DesiredService>,
  known = withOwn(own),
  level: number = serviceLevels.full,
) => desiredRowsOf(service({ plan, ...over }), known, { level, rows: [] });

describe('the managed profile of a plan', () => {
  const ppp = (over: Partial<DesiredService>) => {
    const rows = desiredRowsOf(service(over), facts, { level: serviceLevels.full, rows: [] });
    if (rows.kind !== 'rows') throw new Error(rows.kind);
    return rows.rows.find(({ menu }) => menu === '/ppp/profile')?.attributes;
  };

  test.each([{}, { throttled: true }, { status: 'stopped' }] as const)(
    'lets a PPPoE login have one session at a time when %o',
    (over) => {
      expect(ppp(over)).toMatchObject({ 'only-one': 'yes' });
    },
  );

  test('follows the operator where it is a copy of their own profile', () => {
    const copy = desired({ throttled: true }, withOwn({ ...own, 'only-one': 'no' }));
    expect(copy.kind === 'rows' && copy.rows[0]?.attributes).toMatchObject({ 'only-one': 'no' });
  });
});

describe('the managed copy of an operator’s profile', () => {
  test('keeps all its values except rate and list', () => {
    const stopped = desired({ status: 'stopped' });
    expect(stopped.kind === 'rows' && stopped.rows[0]).toMatchObject({
      key: 'isp-stopped-plan-7',
      attributes: {
        ...{ 'remote-address': 'guests', 'dns-server': '9.9.9.9', 'on-up': null },
        ...{ 'rate-limit': '512k/512k', 'address-list': 'isp-stopped' },
      },
    });
  });

  test('is not shared by plans on other profiles, and is tied to its pool', () => {
    const address = { mode: 'dynamic', poolId: null } as const;
    const stopped = desired({ status: 'stopped', address });
    const names = stopped.kind === 'rows' ? stopped.rows.map(({ key }) => key) : [];
    expect(names).toContain('isp-stopped-plan-7-p3');
    expect(isProfileOfPool('isp-stopped-plan-7-p3', 3)).toBe(true);
    expect(isProfileOfPool('isp-stopped-plan-7', 7)).toBe(false);
  });

  test.each([
    ['profile', null],
    ['profile_address', { name: 'gold' }],
    ['profile_address', { name: 'gold', 'address-pool': 'none' }],
  ] as const)('lacks its %s when the router says %o', (missing, row) => {
    for (const accessMethod of ['pppoe', 'hotspot'] as const) {
      const known = withOwn(row);
      const isWarned = accessMethod === 'hotspot' && row !== null;
      expect(desired({ accessMethod, throttled: true }, known)).toMatchObject(
        isWarned ? { kind: 'rows', warning: 'hotspot_address' } : { kind: 'incomplete', missing },
      );
      expect(desired({ accessMethod, status: 'stopped' }, known)).toMatchObject({
        kind: 'rows',
        missing,
      });
    }
  });

  test('does not keep a paid service in the walled garden while it is incomplete', () => {
    for (const level of [serviceLevels.absent, serviceLevels.cut, serviceLevels.garden]) {
      expect(desired({ throttled: true }, withOwn(null), level)).toMatchObject({
        kind: 'rows',
        missing: 'profile',
      });
    }
  });

  test('is not needed to cut a login, because a cut login names no operator profile', () => {
    for (const accessMethod of ['pppoe', 'hotspot'] as const) {
      for (const throttled of [false, true]) {
        const cut = desired({ accessMethod, status: 'disabled', throttled }, withOwn(null));
        expect(cut).toMatchObject({ kind: 'rows', rows: [{ attributes: { disabled: 'yes' } }] });
        expect(cut).not.toHaveProperty('missing');
        expect(cut.kind === 'rows' && cut.rows[0]?.attributes).not.toHaveProperty('profile');
      }
    }
  });

  test('has no IPv6 prefix, chain or script in the walled garden, and all of them when throttled', () => {
    const rich = {
      ...own,
      ...{ 'remote-ipv6-prefix-pool': 'six', 'dhcpv6-pd-pool': 'six' },
      ...{ 'incoming-filter': 'friends', 'on-up': ':log info up' },
    };
    const attributesOf = (over: Partial<DesiredService>) => {
      const rows = desired(over, withOwn(rich));
      return rows.kind === 'rows' ? rows.rows[0]?.attributes : undefined;
    };
    const walled = { 'remote-ipv6-prefix-pool': null, 'dhcpv6-pd-pool': null };
    expect(attributesOf({ status: 'stopped' })).toMatchObject({
      ...{ ...walled, 'incoming-filter': null, 'on-up': null, 'dns-server': '9.9.9.9' },
    });
    expect(attributesOf({ throttled: true })).toMatchObject({
      ...{
        'remote-ipv6-prefix-pool': 'six',
        'dhcpv6-pd-pool': 'six',
        'incoming-filter': 'friends',
      },
    });
  });

  test('lacks no address if the service or the hotspot provides one', () => {
    const fixed = { mode: 'permanent', address: '10.9.0.5' } as const;
    const bare = { name: 'gold' };
    expect(desired({ throttled: true, address: fixed }, withOwn(bare))).not.toHaveProperty(
      'missing',
    );
    const hotspot = { accessMethod: 'hotspot', status: 'stopped' } as const;
    expect(desired(hotspot, withOwn(bare, true))).not.toHaveProperty('missing');
  });

  test('clears what the operator cleared, in the values RouterOS accepts', () => {
    const stopped = desired({ status: 'stopped' });
    const rows = stopped.kind === 'rows' ? stopped.rows.slice(0, 1) : [];
    const written = Object.entries(rows[0]?.attributes ?? {}).flatMap(([name, value]) =>
      value === null ? [] : [[name, value]],
    );
    const before = {
      ...Object.fromEntries(written),
      ...{ '.id': '*9', 'wins-server': '10.0.0.2', 'on-up': ':log', 'dhcpv6-pd-pool': 'six' },
    };
    const [change] = planChanges([], [toActualRow('/ppp/profile', before)], rows);
    expect(change?.kind === 'set' && change.attributes).toEqual({
      ...{ 'wins-server': null, 'on-up': '', 'dhcpv6-pd-pool': 'none' },
    });
  });
});

describe('the operator’s profile of an active service', () => {
  const fixed = { mode: 'permanent', address: '10.9.0.5' } as const;

  test.each([
    ['profile', null],
    ['profile_address', { name: 'gold' }],
    ['profile_address', { name: 'gold', 'address-pool': 'none' }],
  ] as const)('lacks its %s when the router says %o, and is written anyway', (missing, row) => {
    for (const level of Object.values(serviceLevels)) {
      for (const accessMethod of ['pppoe', 'hotspot'] as const) {
        const active = desired({ accessMethod }, withOwn(row), level);
        const isWarned = accessMethod === 'hotspot' && row !== null;
        const lack = isWarned ? { warning: 'hotspot_address' } : { missing };
        expect(active).toMatchObject({ kind: 'rows', ...lack });
        expect(active).not.toHaveProperty(isWarned ? 'missing' : 'warning');
        expect(active.kind === 'rows' && active.rows.at(-1)?.attributes['profile']).toBe('gold');
      }
    }
  });

  test.each([
    ['it names a pool', {}, own, false],
    ['it names an address', {}, { name: 'gold', 'remote-address': '10.9.0.8' }, false],
    ['the service has an address', { address: fixed }, { name: 'gold' }, false],
    ['the hotspot gives addresses', { accessMethod: 'hotspot' }, { name: 'gold' }, true],
    ['it gives an IPv6 prefix', {}, { name: 'gold', 'remote-ipv6-prefix-pool': 'six' }, false],
    ['it delegates IPv6 prefixes', {}, { name: 'gold', 'dhcpv6-pd-pool': 'six' }, false],
    ['it bridges the session', {}, { name: 'gold', bridge: 'lan' }, false],
    ['the service has a prefix', { ipv6Prefix: '2001:db8:1::/56' }, { name: 'gold' }, false],
    ['it bridges it while slow', { throttled: true }, { name: 'gold', bridge: 'lan' }, false],
    ['the service is disabled', { status: 'disabled' }, { name: 'gold' }, false],
    ['the service has left the router', { isHere: false }, { name: 'gold' }, false],
    ['the service needs no login', { accessMethod: 'static', address: fixed }, null, false],
  ] as const)('lacks nothing if %s', (_where, over, row, hotspotHasAddresses) => {
    expect(desired(over, withOwn(row, hotspotHasAddresses))).not.toHaveProperty('missing');
  });

  test('does not replace the address of a managed pool, because it does not name that pool', () => {
    const address = { mode: 'dynamic', poolId: null } as const;
    const active = desired({ address }, withOwn({ name: 'gold' }));
    expect(active).toMatchObject({ missing: 'profile_address' });
  });
});
