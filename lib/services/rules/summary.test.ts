import { describe, expect, test } from 'vitest';
import { holdReasons } from '@/lib/kit/words';
import { decisiveHolds, statusOf } from '../rules';
import { isOneTime, type SummaryFacts, summaryOf } from './summary';

const well = { balanceMinor: 0n };
const on: SummaryFacts = {
  status: 'active',
  reasons: [],
  isSwitchingOn: false,
  isThrottled: false,
  isOneTime: false,
};
const visit: SummaryFacts = { ...on, isOneTime: true };

function heldBy(...holds: SummaryFacts['reasons'][number][]): SummaryFacts {
  const state = { holds, isArchived: false };
  return { ...on, status: statusOf(state), reasons: decisiveHolds(state) };
}

describe('something ordered once', () => {
  test.each([
    ['an installation visit', 'custom', null, true],
    ['a phone line that renews', 'voice', {}, false],
    ['a plan without an end', 'internet', null, false],
  ] as const)('is told from what is on or off: %s', (_what, kind, interval, expected) => {
    expect(isOneTime({ kind, interval })).toBe(expected);
  });
});

describe('the first line of the home page', () => {
  test.each([
    ['nothing if there is no service', [], 'none'],
    ['that all is well while everything is on', [on, on], 'all_well'],
    [
      'what is off before what is only not connected',
      [heldBy('not_connected'), heldBy('no_credit')],
      'off',
    ],
    ['nothing if all there is was ordered once, because it does not run', [visit], 'none'],
    ['what runs, beside something ordered once', [visit, on], 'all_well'],
    ['that a payment is awaited', [on, heldBy('unpaid')], 'unpaid'],
    ['that a service is being connected', [on, heldBy('not_connected')], 'connecting'],
    ['that a router has not accepted a service', [on, heldBy('router_refused')], 'connecting'],
    [
      'the connection before the payment that follows it',
      [heldBy('unpaid', 'not_connected')],
      'connecting',
    ],
    ['that a service waits for its start', [on, heldBy('not_started', 'unpaid')], 'later'],
    ['that a service waits for another', [on, heldBy('waiting', 'unpaid')], 'later'],
    ['that a service is paused', [on, heldBy('paused')], 'later'],
    ['that data is used up', [on, heldBy('data_cap')], 'off'],
    ['that a service is slowed down', [on, { ...on, isThrottled: true }], 'slowed'],
    [
      'that a router has not confirmed a service',
      [on, { ...on, isSwitchingOn: true }],
      'switching_on',
    ],
  ] as const)('says %s', (_what, services, kind) => {
    expect(summaryOf(services, well).kind).toBe(kind);
  });

  test('counts the services it is about', () => {
    const services = [heldBy('no_credit'), heldBy('ended'), heldBy('not_connected'), on];
    expect(summaryOf(services, well)).toEqual({ kind: 'off', count: 2 });
  });

  test('does not say that all is well while the credit is negative', () => {
    expect(summaryOf([on], { balanceMinor: -1n })).toEqual({ kind: 'in_debt' });
    expect(summaryOf([heldBy('paused')], { balanceMinor: -1n })).toMatchObject({ kind: 'later' });
  });

  test('never says that all is well under any hold', () => {
    for (const reason of holdReasons)
      expect(summaryOf([heldBy(reason)], well).kind, reason).not.toBe('all_well');
  });
});
