import { describe, expect, test } from 'vitest';
import { exactName, markEightBit, plainText } from '../exact-text';
import type { Change } from './plan-changes';
import { type DesiredRow, toActualRow } from './rows';
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

describe('undoing', () => {
  test('restores a changed row', () => {
    const named: Change = { ...set, attributes: { service: 'pppoe' } };
    const there = printed({ service: 'pppoe', comment: 'isp:1 VIP' });
    const [step] = planUndo([applied(named)], [there]);
    expect(step).toMatchObject({
      change: { kind: 'set', attributes: { service: null } },
      kept: null,
    });
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
    expect(step?.change).toMatchObject({ kind: 'set', attributes: { comment: 'Anna' } });
    const bare: Change = { ...adoption, before: { '.id': '*1', name: 'anna' } };
    expect(applied(bare).before).toEqual({ comment: '' });
  });

  test('keeps what decides on access in a changed row, and restores the rest', () => {
    const written = { profile: 'p1', disabled: 'yes', service: 'pppoe' };
    const change: Change = { ...set, attributes: written };
    const there = printed({ ...written, comment: 'isp:1' });
    const [step] = planUndo([applied(change)], [there]);
    expect(step?.kept).toBe('access');
    expect(step?.change).toMatchObject({ attributes: { service: null } });
    expect(step?.change).not.toHaveProperty('attributes.disabled');
    expect(step?.change).not.toHaveProperty('attributes.profile');
    const only: Change = { ...set, attributes: { disabled: 'yes' } };
    expect(planUndo([applied(only)], [there])[0]).toMatchObject({ change: null, kept: 'access' });
  });

  test.each([
    ['/ppp/secret', { name: 'anna', disabled: 'no' }],
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

  test('removes an added row, and adds back a removed one that grants no access', () => {
    const out = { ...anna, attributes: { ...anna.attributes, disabled: 'yes' } };
    const add = applied({ kind: 'add', serviceId: 1, row: out });
    const there = printed({ profile: 'p1', comment: 'isp:1', disabled: 'true' });
    expect(planUndo([add], [there])[0]?.change).toMatchObject({ kind: 'remove', id: '*1' });
    const removed = applied({
      ...{ kind: 'remove', serviceId: 9, menu: '/queue/simple', key: 'bob', id: '*2' },
      before: { '.id': '*2', name: 'bob', dynamic: 'false', comment: 'isp:9' },
    });
    expect(planUndo([removed], [])[0]?.change).toMatchObject({
      kind: 'add',
      row: { attributes: { name: 'bob', comment: 'isp:9' } },
    });
  });

  test.each(['/ppp/secret', '/ip/hotspot/user'] as const)(
    'restores no login of %s, and keeps what its service has instead',
    (menu) => {
      const add = applied({ kind: 'add', serviceId: 1, row: anna });
      const removed = applied({
        ...{ kind: 'remove', serviceId: 1, menu, key: 'bob', id: '*2' },
        before: { '.id': '*2', name: 'bob', comment: 'isp:1' },
      });
      const there = printed({ profile: 'p1', comment: 'isp:1' });
      const changes = planUndo([removed, add], [there]).map(({ change }) => change);
      expect(changes).toEqual([null, null]);
    },
  );

  test.each([
    ['has changed since then', [printed({ profile: 'p2', comment: 'isp:1' })]],
    ['now carries another tag', [printed({ profile: 'p1', comment: 'isp:2' })]],
    ['is gone', []],
  ])('leaves a row alone that %s', (_when, actual) => {
    expect(planUndo([applied(set)], actual)[0]?.change).toBeNull();
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
