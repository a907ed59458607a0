import { describe, expect, test } from 'vitest';
import { type ConfirmedPool, isProfileOfPool, leftPools, planPools } from './pools';
import { toActualRow } from './rows';

const homes = { poolId: 3, name: 'homes', ranges: '10.5.0.10-10.5.0.200' };

function confirmed(over: Partial<ConfirmedPool> = {}): ConfirmedPool {
  return { ...homes, isOurs: true, ...over };
}

function row(name: string, ranges = homes.ranges, id = '*1') {
  return toActualRow('/ip/pool', { '.id': id, name, ranges });
}

describe('a managed pool', () => {
  test('is added when it is missing, and is ours', () => {
    const [step] = planPools([homes], [], []);
    expect(step).toMatchObject({ change: { kind: 'add' }, confirmed: { isOurs: true } });
  });

  test('that already existed under its name is used and stays the operator’s', () => {
    const [step] = planPools([homes], [], [row('homes')]);
    expect(step).toMatchObject({ change: { kind: 'none' }, confirmed: { isOurs: false } });
  });

  test('is changed in range and name in place, so that profiles keep referring to it', () => {
    const before = confirmed({ name: 'old', ranges: '10.5.0.10-10.5.0.20' });
    const [step] = planPools([homes], [before], [row('old', '10.5.0.10-10.5.0.20')]);
    const { name, ranges } = homes;
    expect(step).toMatchObject({
      change: { kind: 'set', id: '*1', attributes: { name, ranges } },
      confirmed: { isOurs: true },
    });
  });

  test('is renamed only once, even if the first response was lost', () => {
    const [step] = planPools([homes], [confirmed({ name: 'old' })], [row('homes')]);
    expect(step).toMatchObject({ change: { kind: 'none' }, confirmed: { isOurs: true } });
  });

  test('does not claim a row that already has its new name', () => {
    const actual = [row('old'), row('homes', homes.ranges, '*2')];
    const [step] = planPools([homes], [confirmed({ name: 'old' })], actual);
    expect(step).toMatchObject({ change: { kind: 'none' }, confirmed: { isOurs: false } });
  });

  test('is removable once it is no longer desired', () => {
    expect(leftPools([homes], [confirmed(), confirmed({ poolId: 4 })])).toMatchObject([
      { poolId: 4 },
    ]);
  });
});

test.each([
  ['isp-plan-7-p3', true],
  ['isp-plan-7-slow-p3', true],
  ['isp-stopped-p3', true],
  ['isp-plan-7-p33', false],
  ['isp-plan-7', false],
  ['gold-p3', false],
])('%s is a managed profile of pool 3: %s', (name, isManaged) => {
  expect(isProfileOfPool(name, 3)).toBe(isManaged);
});
