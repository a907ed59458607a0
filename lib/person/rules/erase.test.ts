import { describe, expect, test } from 'vitest';
import { decideErase, type EraseState } from './erase';

const state = (over: Partial<EraseState> = {}): EraseState => ({
  mergedIntoId: null,
  liveServices: 0,
  walletMinor: 0n,
  postpaidMinor: 0n,
  openPayments: 0,
  openDisputes: 0,
  ...over,
});

describe('erasing a person', () => {
  test.each([
    ['is allowed when nothing refers to the customer any more', {}, null],
    ['is done through the customer they were merged into', { mergedIntoId: 4 }, 'erase_merged'],
    ['waits until every service is archived', { liveServices: 1 }, 'erase_services_live'],
    ['waits for a pending payment', { openPayments: 1 }, 'erase_payment_open'],
    ['waits for a dispute', { openDisputes: 1 }, 'erase_payment_open'],
    ['is refused with one cent of credit', { walletMinor: 1n }, 'erase_balance_left'],
    ['is refused with one cent of debt', { walletMinor: -1n }, 'erase_balance_left'],
    ['is refused with an open postpaid bill', { postpaidMinor: -1n }, 'erase_balance_left'],
  ] as const)('%s', (_name, over, why) => {
    expect(decideErase(state(over))).toEqual(
      why === null ? { allowed: true } : { allowed: false, why },
    );
  });
});
