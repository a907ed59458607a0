import { describe, expect, test } from 'vitest';
import {
  type ConfirmedRow,
  type ConfirmedService,
  deviceKeyOf,
  isDeviceInDoubt,
  isToCompare,
  judgeLook,
  type SeenRow,
  shownOf,
} from './look';
import { place } from './plan-changes';

const known = { deviceKey: 'serial HEX1', board: 'hEX' };
const confirmed = Array.from({ length: 42 }, (_, index): ConfirmedService => {
  const shows = { profile: 'isp-plan-1', disabled: 'no' };
  const row = { menu: '/ppp/secret', key: `login-${index + 1}`, shows } as const;
  return { serviceId: index + 1, version: 1n, rows: [row] };
});
const seen = ({ menu, key }: ConfirmedRow, ownerId: number, values: Record<string, string>) =>
  [place(menu, key), { ownerId, values }] as const satisfies readonly [string, SeenRow];
/** The same values in the notation of a router. */
const rowsOf = (services: readonly ConfirmedService[]): ReadonlyMap<string, SeenRow> =>
  new Map(
    services.flatMap(({ serviceId, rows }) =>
      rows.map((row) => seen(row, serviceId, { profile: 'isp-plan-1', disabled: 'false' })),
    ),
  );
const all = rowsOf(confirmed);
const judge = (
  now: Partial<typeof known>,
  rows = all,
  before: Parameters<typeof judgeLook>[0] = known,
) => judgeLook(before, { ...known, ...now, rows, profiles: new Set(), stopRules: null }, confirmed);

describe('a look at a router', () => {
  test('that shows the same device with all rows confirms them', () => {
    expect(judge({})).toEqual({ kind: 'as_confirmed' });
  });

  test('that shows another device confirms nothing, even with all rows in place', () => {
    const other = { kind: 'all_unconfirmed', reason: 'device' };
    expect(judge({ deviceKey: 'serial HEX2' })).toEqual(other);
    const nameless = { deviceKey: null, board: 'hEX' };
    expect(judge({ deviceKey: null, board: 'CHR' } as never, all, nameless)).toEqual(other);
  });

  test('that can no longer read the identity assumes the same device', () => {
    expect(judge({ deviceKey: null } as never)).toEqual({ kind: 'as_confirmed' });
    expect(judge({}, all, { deviceKey: null, board: 'other' })).toEqual({ kind: 'as_confirmed' });
  });

  test('that reads a licence instead of a serial number reports another device only for another board', () => {
    const licence = { deviceKey: 'licence ABCD-1', board: 'hEX' };
    expect(judge(licence)).toEqual({ kind: 'as_confirmed' });
    expect(deviceKeyOf(known, licence)).toBe(`${known.deviceKey} ${licence.deviceKey}`);
    const chr = { ...licence, board: 'CHR' };
    expect(judge(chr)).toEqual({ kind: 'all_unconfirmed', reason: 'device' });
    expect(deviceKeyOf(known, chr)).toBe(chr.deviceKey);
    expect(deviceKeyOf(known, { deviceKey: null, board: 'hEX' })).toBe(known.deviceKey);
  });

  test('that knows a licence and a serial number notices another one of either', () => {
    const [first, second] = ['licence A-1', 'serial HEX1 licence A-1'].map((deviceKey) => ({
      ...{ deviceKey, board: 'hEX' },
    }));
    if (first === undefined || second === undefined) throw new Error('no devices');
    const both = deviceKeyOf(first, second);
    expect(both).toBe('serial HEX1 licence A-1');
    expect(deviceKeyOf(first, known)).toBe(both);
    const other = { kind: 'all_unconfirmed', reason: 'device' };
    for (const deviceKey of ['serial HEX2 licence B-2', 'serial HEX2', 'licence B-2']) {
      expect(judge({ deviceKey }, all, { deviceKey: both, board: 'hEX' })).toEqual(other);
    }
    expect(deviceKeyOf(second, { ...second, deviceKey: 'licence B-2' })).toBe('licence B-2');
  });

  test('that has a new licence and the same serial number is the same device', () => {
    const before = { deviceKey: 'serial HEX1 licence A-1', board: 'hEX' };
    expect(judge({ deviceKey: 'serial HEX1 licence B-2' }, all, before)).toEqual({
      kind: 'as_confirmed',
    });
  });

  test('that shows no rows, or far fewer, confirms none of the remaining ones', () => {
    const emptied = { kind: 'all_unconfirmed', reason: 'emptied' };
    expect(judge({}, new Map())).toEqual(emptied);
    expect(judge({}, rowsOf(confirmed.slice(0, 30)))).toEqual(emptied);
  });

  test('that lacks a row, or finds it taken by another service, leaves out only that service', () => {
    const lost = confirmed.slice(0, 1);
    const some = { kind: 'some_unconfirmed', reason: 'missing', services: lost };
    expect(judge({}, rowsOf(confirmed.slice(1)))).toEqual(some);
    const taken = { ownerId: 99, values: { profile: 'isp-plan-1', disabled: 'false' } };
    expect(judge({}, new Map([...all, ['/ppp/secret login-1', taken]]))).toEqual(some);
  });

  test.each([
    ['switched off', { profile: 'isp-plan-1', disabled: 'true' }],
    ['given another profile', { profile: 'default', disabled: 'false' }],
    ['left without its profile', { profile: '*3', disabled: 'false' }],
  ])('that shows a row %s by hand leaves out only its service', (_how, values) => {
    const [first] = confirmed;
    const [row] = first?.rows ?? [];
    if (first === undefined || row === undefined) throw new Error('no services');
    const changed = new Map([...all, seen(row, first.serviceId, values)]);
    const some = { kind: 'some_unconfirmed', reason: 'changed', services: [first] };
    expect(judge({}, changed)).toEqual(some);
  });

  test('that shows all rows changed by hand does not count them as lost', () => {
    const changed = new Map(
      [...all].map(([at, row]) => [at, { ...row, values: { ...row.values, disabled: 'true' } }]),
    );
    expect(judge({}, changed)).toEqual({
      kind: 'some_unconfirmed',
      reason: 'changed',
      services: confirmed,
    });
  });

  test.each([
    ['gone from the router, or renamed', [], 'as_confirmed'],
    ['available to be written back', ['/ppp/profile gold'], 'some_unconfirmed'],
  ])('judges a profile of the operator that is %s', (_how, profiles, kind) => {
    const row = { menu: '/ppp/secret', key: 'anna', shows: { profile: 'gold' } } as const;
    const service = { serviceId: 1, version: 1n, rows: [row] };
    const rows = new Map([seen(row, 1, { profile: 'silver', disabled: 'false' })]);
    const now = { ...known, rows, profiles: new Set(profiles), stopRules: null };
    expect(judgeLook(known, now, [service])).toMatchObject({ kind });
  });

  test('does not compare a row whose earlier values are unknown', () => {
    const row = { menu: '/ppp/secret', key: 'anna', shows: {} } as const;
    const rows = new Map([seen(row, 1, { profile: 'silver', disabled: 'true' })]);
    const now = { ...known, rows, profiles: new Set<string>(), stopRules: null };
    expect(judgeLook(known, now, [{ serviceId: 1, version: 1n, rows: [row] }])).toEqual({
      kind: 'as_confirmed',
    });
  });

  test('never contains a password, or a value left to the router', () => {
    const attributes = { name: 'anna', password: 'secret', disabled: 'yes', comment: 'isp:1' };
    expect(shownOf({ menu: '/ppp/secret', attributes })).toEqual({ disabled: 'yes' });
    expect(shownOf({ menu: '/ip/route', attributes })).toEqual({});
  });
});

describe('a router is compared with its desired state', () => {
  const at = new Date('2030-01-01T00:05:00Z');
  const before = { identity: 'edge', lookedAt: new Date('2030-01-01T00:00:00Z') };
  const now = { identity: 'edge', uptimeSeconds: 90_000, at, isNoted: true };

  test('when it restarted since the last look, or has a new name', () => {
    expect(isToCompare(before, now)).toBe(false);
    expect(isToCompare(before, { ...now, uptimeSeconds: 200 })).toBe(true);
    expect(isToCompare(before, { ...now, identity: 'core' })).toBe(true);
  });

  test('only once: a restart that a look cannot record waits for the next look, a new name does not', () => {
    const unnoted = { ...now, isNoted: false };
    expect(isToCompare(before, { ...unnoted, uptimeSeconds: 200 })).toBe(false);
    expect(isToCompare(before, { ...unnoted, identity: 'core' })).toBe(true);
  });

  test('but not at the first look, or when its uptime could not be read', () => {
    expect(isToCompare({ ...before, lookedAt: null }, { ...now, uptimeSeconds: 1 })).toBe(false);
    expect(isToCompare(before, { ...now, uptimeSeconds: null })).toBe(false);
  });
});

describe('a router is looked at before it is pushed to', () => {
  const before = { ...known, identity: 'edge' };

  test('when another device answers, or one that was never identified', () => {
    expect(isDeviceInDoubt(before, { ...known, deviceKey: 'serial HEX2' })).toBe(true);
    expect(isDeviceInDoubt({ ...before, deviceKey: null }, known)).toBe(true);
    expect(isDeviceInDoubt({ ...before, identity: null }, known)).toBe(true);
    expect(isDeviceInDoubt(before, { deviceKey: 'licence A', board: 'CCR' })).toBe(true);
  });

  test('but not because the same board reports its licence, or no identity, for once', () => {
    expect(isDeviceInDoubt(before, known)).toBe(false);
    expect(isDeviceInDoubt(before, { ...known, deviceKey: 'licence A' })).toBe(false);
    expect(isDeviceInDoubt(before, { ...known, deviceKey: null })).toBe(false);
  });
});
