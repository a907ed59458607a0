import { describe, expect, it } from 'vitest';
import { decidePeriod, duePeriods, graceEnd, type Recurrence, spendingOrder } from './rules';

const at = (text: string) => new Date(`${text}Z`);

const weekly: Recurrence = {
  mode: 'credit_based',
  anchorLocal: '2026-03-02T09:00:00',
  zone: 'UTC',
  intervalCount: 1,
  intervalUnit: 'week',
  anchorIndex: 0,
  nextIndex: 1,
};

describe('the periods due', () => {
  it.each([
    ['are none before the next one starts', '2026-03-09T08:59:59', null],
    [
      'include the next one from the moment it starts',
      '2026-03-09T09:00:00',
      { missed: [], current: 1 },
    ],
    ['include the two missed in an outage', '2026-03-24T00:00:00', { missed: [1, 2], current: 3 }],
  ] as const)('%s', (_name, now, expected) => {
    expect(duePeriods(weekly, at(now))).toEqual(expected);
  });
});

describe('a period', () => {
  const account = { balanceMinor: 500n, floorMinor: -100n, underFloorMinor: 0n };

  it.each([
    ['credit_based', 600n, { kind: 'allocate', balanceAfterMinor: -100n }],
    ['credit_based', 601n, { kind: 'withhold', shortMinor: 1n }],
    ['credit_based', 0n, { kind: 'allocate', balanceAfterMinor: 500n }],
    ['one_off', 9_999n, { kind: 'allocate', balanceAfterMinor: -9_499n }],
  ] as const)('%s at %i is decided by the credit above the floor', (mode, priceMinor, expected) => {
    expect(decidePeriod({ mode, priceMinor }, account)).toEqual(expected);
  });
});

describe('a grace', () => {
  const terms = {
    startsAt: at('2026-03-27T09:00:00'),
    endsAt: at('2026-04-27T08:00:00'),
    zone: 'Europe/Berlin',
    graceDays: 3,
    inGrace: false,
  };

  it.each([
    [
      'counts days in the zone, across a clock change',
      {},
      '2026-03-27T09:00:00',
      '2026-03-30T08:00:00',
    ],
    ['lasts until its last moment', {}, '2026-03-30T07:59:59', '2026-03-30T08:00:00'],
    ['is over at its end', {}, '2026-03-30T08:00:00', null],
    [
      'never outlasts the period',
      { endsAt: at('2026-03-28T09:00:00') },
      '2026-03-27T09:00:00',
      '2026-03-28T09:00:00',
    ],
    ['does not exist for a plan without grace days', { graceDays: 0 }, '2026-03-27T09:00:00', null],
    ['is not granted twice', { inGrace: true }, '2026-03-27T09:00:00', null],
  ] as const)('%s', (_name, over, now, expected) => {
    expect(graceEnd({ ...terms, ...over }, at(now))).toEqual(expected && at(expected));
  });
});

describe('insufficient credit', () => {
  it('is spent by priority, then on the earliest due, then on the oldest service', () => {
    const service = (serviceId: number, priority: number, day: number) => ({
      serviceId,
      priority,
      dueAt: new Date(Date.UTC(2026, 2, day)),
      priceMinor: 1n,
    });
    const list = [service(4, 2, 1), service(3, 2, 1), service(2, 1, 9), service(1, 2, 5)];
    expect(list.sort(spendingOrder).map(({ serviceId }) => serviceId)).toEqual([2, 3, 4, 1]);
  });
});
