import { describe, expect, test } from 'vitest';
import type { RouterRow } from '../driver';
import { driftOf, isRemovable, ORPHAN_GRACE_MS, strayRows } from './drift';
import { planChanges, type ServicePlanInput } from './plan-changes';
import { type DesiredRow, toActualRow } from './rows';
import { needsSessionCut, sessionFingerprint, sessionsToCut } from './sessions';

function secret(serviceId: number, name: string, more: Record<string, string> = {}): DesiredRow {
  const comment = `isp:${serviceId}`;
  const attributes = { name, profile: 'p1', disabled: 'no', comment, ...more };
  return { menu: '/ppp/secret', key: name, password: 'pw', attributes };
}

function plan(serviceId: number, rows: DesiredRow[], more: Partial<ServicePlanInput> = {}) {
  return { serviceId, rows, mayAdopt: false, isPasswordPushed: true, ...more };
}

function printed(values: RouterRow) {
  return toActualRow('/ppp/secret', { '.id': '*1', profile: 'p1', disabled: 'false', ...values });
}

const anna = secret(1, 'anna');

describe('the plan', () => {
  test('adds what is missing', () => {
    expect(planChanges([plan(1, [anna])], [])).toMatchObject([{ kind: 'add', serviceId: 1 }]);
  });

  test('is empty when the router has the desired rows, whatever text follows the tag', () => {
    const actual = [printed({ name: 'anna', comment: 'isp:1 VIP' })];
    expect(planChanges([plan(1, [anna])], actual)).toEqual([]);
  });

  test('sets only what differs', () => {
    const actual = [printed({ name: 'anna', comment: 'isp:1', profile: 'old' })];
    expect(planChanges([plan(1, [anna])], actual)).toMatchObject([
      { kind: 'set', id: '*1', attributes: { profile: 'p1' } },
    ]);
  });

  test.each([
    ['was never pushed', false, '*****', true],
    ['was pushed and is masked', true, '*****', false],
    ['was pushed and is hidden', true, undefined, false],
    ['was pushed and is readable', true, 'pw', false],
    ['was pushed and was changed by hand', true, 'other', true],
  ])('writes the password when it %s: %s', (_name, isPasswordPushed, shown, isWritten) => {
    const values = { name: 'anna', comment: 'isp:1', ...(shown ? { password: shown } : {}) };
    const changes = planChanges([plan(1, [anna], { isPasswordPushed })], [printed(values)]);
    expect(changes.length > 0).toBe(isWritten);
  });

  test('removes tagged rows that are no longer desired before it adds new ones', () => {
    const actual = [printed({ name: 'old-anna', comment: 'isp:1' })];
    expect(planChanges([plan(1, [anna])], actual).map(({ kind }) => kind)).toEqual([
      'remove',
      'add',
    ]);
  });

  test('never touches a row without our tag, or of a service that is not in the plan', () => {
    const actual = [printed({ name: 'bob' }), printed({ name: 'eve', comment: 'isp:9' })];
    expect(planChanges([plan(1, [])], actual)).toEqual([]);
  });
});

describe('the plan for rows of other owners', () => {
  test('reports an untagged row with our name as a conflict until adoption is allowed', () => {
    const actual = [printed({ name: 'anna', comment: 'Anna, 2nd floor' })];
    expect(planChanges([plan(1, [anna])], actual)).toMatchObject([
      { kind: 'conflict', ownerId: null },
    ]);
    expect(planChanges([plan(1, [anna], { mayAdopt: true })], actual)).toMatchObject([
      { kind: 'adopt', attributes: { comment: 'isp:1 Anna, 2nd floor', password: 'pw' } },
    ]);
  });

  test('never adopts the row of another service that still needs it', () => {
    const actual = [printed({ name: 'anna', comment: 'isp:2' })];
    const both = [plan(1, [anna], { mayAdopt: true }), plan(2, [secret(2, 'anna')])];
    expect(planChanges(both, actual)).toMatchObject([{ kind: 'conflict', ownerId: 2 }]);
    expect(planChanges([plan(1, [anna], { mayAdopt: true })], actual)).toMatchObject([
      { kind: 'conflict', ownerId: 2 },
    ]);
  });

  test('hands over a row that another service releases, in one step', () => {
    const actual = [printed({ name: 'anna', comment: 'isp:2' })];
    const changes = planChanges([plan(1, [anna]), plan(2, [])], actual);
    expect(changes).toMatchObject([
      { kind: 'adopt', serviceId: 1, attributes: { comment: 'isp:1' } },
    ]);
  });

  test('writes a shared row once for all its services', () => {
    const profile: DesiredRow = {
      menu: '/ppp/profile',
      key: 'p1',
      attributes: { name: 'p1', 'rate-limit': '1M/1M' },
    };
    const changes = planChanges([plan(1, [profile, anna]), plan(2, [profile])], []);
    expect(changes.filter((change) => change.serviceId === null)).toHaveLength(1);
  });
});

describe('a session', () => {
  test.each([
    ['profile', true],
    ['disabled', true],
    ['remote-address', true],
    ['routes', true],
    ['password', false],
    ['caller-id', false],
    ['comment', false],
  ])('that began before a change of %s must end: %s', (name, isCut) => {
    const before = {};
    const change = {
      kind: 'set',
      serviceId: 1,
      row: anna,
      id: '*1',
      attributes: { [name]: 'x' },
      before,
    } as const;
    expect(needsSessionCut(change)).toBe(isCut);
  });

  test('ends when its row is removed, and survives changes to lists', () => {
    const removal = { kind: 'remove', serviceId: 1, key: 'x', id: '*1', before: {} } as const;
    expect(needsSessionCut({ ...removal, menu: '/ppp/secret' })).toBe(true);
    expect(needsSessionCut({ ...removal, menu: '/ip/firewall/address-list' })).toBe(false);
  });

  test('ends when an earlier attempt with an unknown result may have written the rows', () => {
    const rows = [secret(1, 'anna', { disabled: 'yes' })];
    const input = {
      serviceId: 1,
      changes: [],
      rows,
      appliedRows: [],
      appliedSession: sessionFingerprint([anna]),
    };
    expect(sessionsToCut(input)).toMatchObject([{ login: 'anna', service: 'ppp' }]);
    expect(sessionsToCut({ ...input, appliedSession: sessionFingerprint(rows) })).toEqual([]);
    expect(sessionsToCut({ ...input, appliedSession: null })).toEqual([]);
  });

  test('of a hotspot keeps its cookie while the login is allowed', () => {
    const user = (disabled: string): DesiredRow => ({
      menu: '/ip/hotspot/user',
      key: 'anna',
      attributes: { name: 'anna', disabled, comment: 'isp:1' },
    });
    const cut = (disabled: string) =>
      sessionsToCut({
        ...{ serviceId: 1, changes: [], appliedRows: [], appliedSession: 'x' },
        rows: [user(disabled)],
      });
    expect([cut('no')[0]?.dropsCookies, cut('yes')[0]?.dropsCookies]).toEqual([false, true]);
  });
});

describe('drift', () => {
  test('shows the found and the desired value, and never a password', () => {
    const found = { name: 'anna', comment: 'isp:1', password: 'other', profile: 'p2' };
    const actual = [printed(found)];
    const drift = driftOf(planChanges([plan(1, [anna])], actual), new Set());
    expect(drift).toMatchObject([
      {
        kind: 'changed',
        differences: [
          { property: 'profile', found: 'p2', desired: 'p1' },
          { property: 'password', found: '*****', desired: '*****' },
        ],
      },
    ]);
    expect(JSON.stringify(drift)).not.toMatch(/other|"pw"/);
  });

  test('leaves out services with pending changes', () => {
    expect(driftOf(planChanges([plan(1, [anna])], []), new Set([1]))).toEqual([]);
  });

  test('counts rows tagged for an unknown service', () => {
    const rows = [printed({ name: 'x', comment: 'isp:9' }), printed({ name: 'y' })];
    expect(strayRows(rows, new Set([1]))).toMatchObject([{ key: 'x' }]);
  });

  test('is removable only when it is ours and a day old', () => {
    const now = new Date(ORPHAN_GRACE_MS);
    expect(isRemovable({ kind: 'orphan' }, new Date(0), now)).toBe(true);
    expect(isRemovable({ kind: 'orphan' }, new Date(1), now)).toBe(false);
    expect(isRemovable({ kind: 'foreign' }, new Date(0), now)).toBe(false);
    expect(isRemovable({ kind: 'orphan' }, undefined, now)).toBe(false);
  });
});
