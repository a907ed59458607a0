import { describe, expect, test } from 'vitest';
import { facts, service } from '@/tests/support/desired-service';
import { exactName, markEightBit, plainText } from '../exact-text';
import { desiredRowsOf } from '../rules';
import type { Change } from './plan-changes';
import { type DesiredRow, isSharedMenu, type ServiceMenu, serviceMenus, toActualRow } from './rows';
import { type AppliedRow, planUndo, toAppliedRow } from './undo';

const anna: DesiredRow = {
  menu: '/ppp/secret',
  key: 'anna',
  password: 'pw',
  attributes: { name: 'anna', profile: 'p1', 'remote-address': null, comment: 'isp:1' },
};

const before = { '.id': '*1', name: 'anna', profile: 'p0', password: 'old', comment: 'isp:1' };

function printed(values: Record<string, string>) {
  return toActualRow('/ppp/secret', { '.id': '*1', name: 'anna', ...values });
}

const set: Change = {
  ...{ kind: 'set', serviceId: 1, row: anna, id: '*1', before },
  attributes: { profile: 'p1', password: 'pw', 'remote-address': null },
};

function applied(change: Change): AppliedRow {
  const row = toAppliedRow(change);
  if (row === null) throw new Error('nothing to undo');
  return row;
}

describe('the record of a change', () => {
  test('contains the bytes of text that is not UTF-8, also for a removed row', () => {
    const comment = markEightBit('isp:1 casa Muñoz');
    const shown = { ...before, comment: plainText(comment), [exactName('comment')]: comment };
    const place = { menu: '/ppp/secret', key: 'anna', id: '*1' } as const;
    const removal: Change = { kind: 'remove', serviceId: 1, ...place, before: shown };
    expect(applied(removal).before).toEqual({ name: 'anna', profile: 'p0', comment });
    const marked: Change = { ...set, before: shown, attributes: { comment: 'isp:2' } };
    expect(applied(marked).before).toEqual({ comment });
  });

  test('contains the overwritten values, and never a password', () => {
    expect(applied(set)).toMatchObject({
      kind: 'changed',
      before: { profile: 'p0', 'remote-address': null },
      after: { profile: 'p1' },
    });
    const removal: Change = {
      ...{ kind: 'remove', serviceId: 1, menu: '/ppp/secret', key: 'anna', id: '*1', before },
    };
    const rows = [set, removal, { kind: 'add', serviceId: 1, row: anna } as const].map(applied);
    expect(JSON.stringify(rows)).not.toMatch(/password|pw|old/);
  });

  test('does not exist for rows that services share', () => {
    const profile = { menu: '/ppp/profile', key: 'p1', attributes: { name: 'p1' } } as const;
    expect(toAppliedRow({ kind: 'add', serviceId: null, row: profile })).toBeNull();
  });
});

/** Every kind of service, in every state that changes its rows. */
const everyService = cross({
  accessMethod: ['pppoe', 'hotspot', 'static'] as const,
  status: ['active', 'stopped', 'disabled'] as const,
  throttled: [false, true],
  address: [
    { mode: 'permanent', address: '10.9.0.5' },
    { mode: 'dynamic', poolId: 3 },
    { mode: 'none' },
  ] as const,
  burst: [null, { down: 80_000_000n, up: 20_000_000n, seconds: 10 }],
}).map(({ burst, ...over }) =>
  service({
    ...over,
    networks: ['203.0.113.0/24'],
    ipv6Prefix: '2001:db8:1::/56',
    plan: { ...service().plan, burst },
  }),
);

function cross<T extends Record<string, readonly unknown[]>>(values: T) {
  type One = { [K in keyof T]: T[K][number] };
  return Object.entries(values).reduce<One[]>(
    (all, [name, list]) => all.flatMap((one) => list.map((value) => ({ ...one, [name]: value }))),
    [{} as One],
  );
}

const ownRows = everyService
  .flatMap((one) => {
    const desired = desiredRowsOf(one, facts, { level: 4, rows: [] });
    return desired.kind === 'rows' ? desired.rows : [];
  })
  .filter((row): row is DesiredRow<ServiceMenu> => !isSharedMenu(row.menu));

/** The properties that a row of a service can have in a menu. */
function propertiesIn(menu: ServiceMenu): string[] {
  const rows = ownRows.filter((row) => row.menu === menu);
  return [...new Set(rows.flatMap(({ attributes }) => Object.keys(attributes)))];
}

/** An undo of a change of this one property. */
function undoOfOne(menu: ServiceMenu, name: string, values: { old: string; written: string }) {
  const own = { comment: 'isp:42', ...(name === 'comment' ? {} : { [name]: values.written }) };
  const row = toActualRow(menu, { '.id': '*1', ...keyOf(menu), ...own });
  const change: AppliedRow = {
    ...{ kind: 'changed', serviceId: 42, menu, key: row.key },
    before: { [name]: values.old },
    after: { [name]: row.values[name] ?? '' },
  };
  return planUndo([change], [row]);
}

function keyOf(menu: ServiceMenu): Record<string, string> {
  if (menu === '/ip/dhcp-server/lease') return { 'mac-address': 'AA:BB:CC:00:00:01' };
  if (menu === '/ip/route') return { 'dst-address': '203.0.113.0/24' };
  if (menu === '/ip/firewall/address-list') return { list: 'isp-stopped', address: '10.9.0.5' };
  return { name: 'anna' };
}

describe('an undo', () => {
  test.each(serviceMenus)(
    'restores nothing of %s that decides who is let in, at which address and how fast',
    (menu) => {
      const names = propertiesIn(menu);
      expect(names.length).toBeGreaterThan(3);
      const restored = names.filter((name) => {
        const [step] = undoOfOne(menu, name, { old: 'isp:42 old', written: 'isp:42' });
        return step?.change !== null;
      });
      const harmless = menu === '/queue/simple' ? ['comment', 'priority'] : ['comment'];
      expect(restored.sort()).toEqual(harmless);
    },
  );

  test('restores the comment and the priority of a changed row, and says that the rest stays', () => {
    const after = { comment: 'isp:42', priority: '8/8', 'max-limit': '10M/50M' };
    const before = { comment: 'isp:42 roof', priority: '3/3', 'max-limit': '0/0' };
    const row = toActualRow('/queue/simple', { '.id': '*1', name: 'isp-42', ...after });
    const change: AppliedRow = {
      ...{ kind: 'changed', serviceId: 42, menu: '/queue/simple', key: 'isp-42', before, after },
    };
    const attributes = { comment: 'isp:42 roof', priority: '3/3' };
    expect(planUndo([change], [row])).toMatchObject([
      { change: { kind: 'set', attributes }, kept: 'access' },
    ]);
    expect(planUndo([change], [row])[0]?.change).not.toHaveProperty('attributes.max-limit');
  });

  test('gives no row the tag of another service', () => {
    const [step] = undoOfOne('/ip/route', 'comment', { old: 'isp:7', written: 'isp:42' });
    expect(step).toMatchObject({ change: null, kept: 'access' });
  });

  test('returns an adopted row without our tag', () => {
    const adoption: Change = {
      ...{
        kind: 'adopt',
        serviceId: 1,
        row: anna,
        id: '*1',
        before: { ...before, comment: 'Anna' },
      },
      attributes: { comment: 'isp:1 Anna' },
    };
    const [step] = planUndo([applied(adoption)], [printed({ comment: 'isp:1 Anna' })]);
    expect(step).toMatchObject({
      change: { kind: 'set', attributes: { comment: 'Anna' } },
      kept: null,
    });
    const bare: Change = { ...adoption, before: { '.id': '*1', name: 'anna' } };
    expect(applied(bare).before).toEqual({ comment: '' });
  });

  test.each([
    ['/ppp/secret', { name: 'anna', disabled: 'no' }],
    ['/ppp/secret', { name: 'anna', disabled: 'yes' }],
    ['/ip/hotspot/user', { name: 'anna', disabled: 'no' }],
    ['/queue/simple', { name: 'isp-1', target: '10.0.0.9/32', 'max-limit': '1M/1M' }],
    ['/ip/dhcp-server/lease', { 'mac-address': 'AA:BB:CC:00:00:01', 'block-access': 'yes' }],
    ['/ip/firewall/address-list', { list: 'isp-stopped', address: '10.0.0.9' }],
    ['/ip/route', { 'dst-address': '10.9.0.0/24' }],
  ] as const)('neither takes away nor brings back a row of %s', (menu, values) => {
    const shown = toActualRow(menu, { '.id': '*1', ...values, comment: 'isp:1' });
    const row = { menu, key: shown.key, attributes: { ...values, comment: 'isp:1' } };
    const stays = { change: null, kept: 'access' };
    expect(planUndo([applied({ kind: 'add', serviceId: 1, row })], [shown])).toMatchObject([stays]);
    const place = { menu, key: shown.key, id: '*1' };
    const removal = applied({ kind: 'remove', serviceId: 1, ...place, before: shown.values });
    expect(planUndo([removal], [])).toMatchObject([stays]);
  });

  test.each([
    ['has changed since then', [printed({ profile: 'p2', comment: 'isp:1' })]],
    ['now carries another tag', [printed({ profile: 'p1', comment: 'isp:2' })]],
    ['is gone', []],
  ])('leaves a row alone that %s', (_when, actual) => {
    const changed: Change = { ...set, attributes: { profile: 'p1' } };
    const stays = { change: null, kept: 'touched' };
    expect(planUndo([applied(changed)], actual)).toMatchObject([stays]);
  });

  test('goes backwards, so that names become free in the right order', () => {
    const first = applied({ kind: 'add', serviceId: 1, row: anna });
    const second = { ...first, key: 'bob' };
    expect(planUndo([first, second], []).map(({ applied: row }) => row.key)).toEqual([
      'bob',
      'anna',
    ]);
  });
});
