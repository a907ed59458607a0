import { describe, expect, test } from 'vitest';
import { fateOfPlanned, type PlanLine } from './planned-order';

const line = (day: number, action: string, itemId: number | null = null): PlanLine => ({
  ...{ action, itemId },
  at: new Date(Date.UTC(2026, 2, day)),
});
const own = line(1, 'plan_change_planned');
const at = line(8, '').at;

describe('a change of plan ordered for the end of the period', () => {
  test.each([
    ['is planned while nothing has followed', [own], { kind: 'planned' }],
    ['is planned before its own event is read', [], { kind: 'planned' }],
    [
      'happened when its plan took effect',
      [own, line(8, 'plan_changed', 7)],
      { kind: 'happened', at },
    ],
    [
      'is still planned after a change of plan that keeps it',
      [own, { ...line(8, 'plan_changed', 9), keepsPlanned: true }],
      { kind: 'planned' },
    ],
    ['is replaced by another plan', [own, line(8, 'plan_changed', 9)], { kind: 'replaced', at }],
    [
      'is replaced by a later order',
      [own, line(8, 'plan_change_planned')],
      { kind: 'replaced', at },
    ],
    ['is cancelled', [own, line(8, 'plan_change_cancelled')], { kind: 'cancelled', at }],
    ['is cancelled with its service', [own, line(8, 'archived')], { kind: 'cancelled', at }],
    [
      'stays cancelled when the same plan is taken later',
      [own, line(8, 'plan_change_cancelled'), line(9, 'plan_changed', 7)],
      { kind: 'cancelled', at },
    ],
  ] as const)('%s', (_what, lines, fate) => {
    expect(fateOfPlanned(7, lines)).toEqual(fate);
  });
});
