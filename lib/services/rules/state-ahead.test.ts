import { describe, expect, it } from 'vitest';
import { type HoldReason, holdReasons } from '@/lib/kit/words';
import { hasPaidTime, stateAhead, stateWhenDue } from './state-ahead';

const ahead = (
  holds: readonly HoldReason[],
  facts: { isUnserved?: boolean; isSpent?: boolean },
  isArchived = false,
) =>
  stateAhead(
    { holds, isArchived },
    { isUnserved: false, isSpent: false, ...facts },
  ).holds.toSorted();

describe('the state that decides the next charge', () => {
  it('is the present state while a router serves the service', () => {
    for (const reason of holdReasons) expect(ahead([reason], {})).toEqual([reason]);
  });

  it('waits for the connection where a service that owes a charge is not served', () => {
    expect(ahead(['no_credit'], { isUnserved: true })).toEqual(['no_credit', 'not_connected']);
    expect(ahead(['unpaid'], { isUnserved: true })).toEqual(['not_connected', 'unpaid']);
    const inGrace = { isUnserved: true, isSpent: true };
    expect(ahead(['data_cap'], inGrace)).toEqual(['data_cap', 'no_credit', 'not_connected']);
  });

  it('waits for nothing new where nothing is owed, or another hold comes first', () => {
    expect(ahead(['data_cap'], { isUnserved: true })).toEqual(['data_cap']);
    const owed = ['no_credit', 'staff_stopped'] as const;
    expect(ahead(owed, { isUnserved: true, isSpent: true })).toEqual([...owed]);
    expect(ahead(['no_credit'], { isUnserved: true }, true)).toEqual(['no_credit']);
  });

  it('lacks credit where nothing paid is left without a connection, and only there', () => {
    expect(ahead(['not_connected'], { isSpent: true })).toEqual(['no_credit', 'not_connected']);
    expect(ahead(['not_connected'], {})).toEqual(['not_connected']);
    expect(ahead(['router_refused'], { isSpent: true })).toEqual(['no_credit', 'router_refused']);
    expect(ahead(['router_refused'], {})).toEqual(['router_refused']);
    expect(ahead(['paused'], { isSpent: true })).toEqual(['paused']);
    expect(ahead(['not_connected', 'unpaid'], { isSpent: true })).toEqual([
      'not_connected',
      'unpaid',
    ]);
  });
});

describe('the state when a paid period ends', () => {
  const due = (holds: readonly HoldReason[], isUnserved: boolean, isPeriodic = true) =>
    stateWhenDue(
      { holds, isArchived: false },
      { isUnserved, isSpent: false },
      { isPeriodic },
    ).holds.toSorted();

  it('waits for the connection instead of paying, if the service is not served', () => {
    expect(due(['data_cap'], true)).toEqual(['data_cap', 'no_credit', 'not_connected']);
    expect(due(['data_cap'], false)).toEqual(['data_cap']);
  });

  it('pays nothing for what is charged only once, or for a service whose paid time stands still', () => {
    expect(due(['data_cap'], true, false)).toEqual(['data_cap']);
    expect(due(['not_connected'], true)).toEqual(['not_connected']);
  });
});

describe('paid time', () => {
  it('is left unless a first or a next payment is missing', () => {
    const of = (holds: readonly HoldReason[]) => hasPaidTime({ holds, isArchived: false });
    expect(of(['not_connected'])).toBe(true);
    expect(of(['not_connected', 'unpaid'])).toBe(false);
    expect(of(['not_connected', 'no_credit'])).toBe(false);
  });
});
