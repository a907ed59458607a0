import { describe, expect, test } from 'vitest';
import { matchRows, normalLogin, type RowMatch } from './match-rows';
import { planChanges } from './plan-changes';
import { type DesiredRow, toActualRow } from './rows';

function secret(serviceId: number, login: string): DesiredRow {
  return {
    menu: '/ppp/secret',
    key: login,
    password: 'sub-secret',
    attributes: { name: login, profile: 'isp-plan-1', comment: `isp:${serviceId}` },
  };
}

function match(
  desired: readonly (readonly [serviceId: number, login: string])[],
  printed: readonly Record<string, string>[],
): RowMatch[] {
  const services = desired.map(([serviceId, login]) => ({
    serviceId,
    rows: [secret(serviceId, login)],
    mayAdopt: true,
    isPasswordPushed: false,
  }));
  const actual = printed.map((values, index) =>
    toActualRow('/ppp/secret', { '.id': `*${index + 1}`, ...values }),
  );
  return matchRows({ services, actual, changes: planChanges(services, actual) });
}

function kinds(matches: readonly RowMatch[]): string[] {
  return matches.map(({ kind, key, serviceId }) => `${kind} ${key} ${serviceId ?? '-'}`);
}

describe('the rows of a router matched with services', () => {
  test('are classified by their name and tag', () => {
    const found = match(
      [
        [1, 'anna'],
        [2, 'ben'],
        [3, 'cleo'],
        [4, 'dora'],
      ],
      [
        { name: 'anna', profile: 'default' },
        { name: 'BEN ' },
        { name: 'cleo', comment: 'isp:9 old' },
        { name: 'zoe', comment: 'the neighbour' },
      ],
    );
    expect(kinds(found)).toEqual([
      'match anna 1',
      'spelled BEN  2',
      'conflict cleo 3',
      'unknown zoe -',
      'missing dora 4',
    ]);
    expect(found[2]?.ownerId).toBe(9);
  });

  test('show what adopting them would change, and never a password', () => {
    const [row] = match([[1, 'anna']], [{ name: 'anna', profile: 'default', password: 'old-one' }]);
    expect(row?.change).toMatchObject({
      kind: 'adopted',
      before: { profile: 'default', comment: '' },
      after: { profile: 'isp-plan-1', comment: 'isp:1' },
    });
    expect(JSON.stringify(row)).not.toMatch(/old-one|sub-secret/);
  });

  test('need nothing if they already carry their tag, and are a conflict if their name occurs twice', () => {
    expect(kinds(match([[1, 'anna']], [{ name: 'anna', comment: 'isp:1' }]))).toEqual([
      'ours anna 1',
    ]);
    const twice = match([[1, 'anna']], [{ name: 'anna' }, { name: 'anna' }]);
    expect(kinds(twice)).toEqual(['conflict anna 1', 'conflict anna 1']);
  });

  test.each([
    ['Anna', 'anna'],
    [' anna ', 'anna'],
    ['ＡＮＮＡ', 'anna'],
    ['ŽLUŤ@isp', 'žluť@isp'],
  ])('treat %j as %j', (written, normal) => {
    expect(normalLogin(written)).toBe(normal);
  });
});
