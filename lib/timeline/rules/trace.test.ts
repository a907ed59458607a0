import { describe, expect, test } from 'vitest';
import { type Effect, isUnderWay, type TopUpFacts, traceTopUp } from './trace';

const at = new Date('2026-03-02T09:00:00Z');

const effect: Effect = {
  serviceId: 1,
  itemName: 'Weekly 5 GB',
  period: { at, priceMinor: 500n, grantedBytes: 5_000_000_000n, endsAt: at },
  pack: null,
  router: { kind: 'confirmed', at },
  isConnecting: false,
};

function facts(over: Partial<TopUpFacts>): TopUpFacts {
  return {
    status: 'paid',
    amountMinor: 320n,
    createdAt: at,
    paidAt: at,
    balanceAfterMinor: 500n,
    order: null,
    effects: [effect],
    starting: [],
    ...over,
  };
}

const outline = (over: Partial<TopUpFacts>) =>
  traceTopUp(facts(over)).map(({ kind, state }) => `${kind} ${state}`);

describe('the trace of a top-up', () => {
  test('leads from the payment through credit and period to the router', () => {
    expect(outline({})).toEqual(['payment done', 'credit done', 'period done', 'router done']);
  });

  test('waits until the router has confirmed', () => {
    const router = { kind: 'pending', failure: null, attempts: 0, nextAttemptAt: null } as const;
    const steps = traceTopUp(facts({ effects: [{ ...effect, router }] }));
    expect(steps.at(-1)).toMatchObject({ kind: 'router', state: 'now', at: null });
    expect(isUnderWay(steps)).toBe(true);
  });

  test('waits for nothing on a router that is out of service', () => {
    const router = { kind: 'out_of_service' } as const;
    const steps = traceTopUp(facts({ effects: [{ ...effect, router }] }));
    expect(steps.at(-1)).toMatchObject({ kind: 'router', state: 'waiting', router });
    expect(isUnderWay(steps)).toBe(false);
  });

  test('promises no amount of credit for a payment that is being checked', () => {
    const none = { paidAt: null, effects: [] };
    const credit = (status: 'parked' | 'processing') =>
      traceTopUp(facts({ status, ...none })).find(({ kind }) => kind === 'credit');
    expect(credit('parked')).toMatchObject({ state: 'waiting', isChecked: true });
    expect(credit('processing')).toMatchObject({ state: 'waiting', isChecked: false });
  });

  test('leaves out the router when nothing had to change there', () => {
    expect(outline({ effects: [{ ...effect, router: { kind: 'untouched' } }] })).not.toContain(
      'router done',
    );
  });

  test('promises no credit after a failed payment', () => {
    expect(outline({ status: 'failed', paidAt: null, effects: [] })).toEqual(['payment failed']);
    expect(outline({ status: 'expired', paidAt: null, effects: [] })).toEqual(['payment failed']);
  });

  test('keeps the credit waiting while the bank or staff decide', () => {
    const none = { paidAt: null, effects: [] };
    expect(outline({ status: 'processing', ...none })).toEqual(['payment now', 'credit waiting']);
    expect(outline({ status: 'parked', ...none })).toEqual(['payment done', 'credit waiting']);
  });

  test('does not call an order waiting that the credit covers, and does one that still lacks some', () => {
    const order = {
      orderId: 'o',
      kind: 'new_service',
      state: 'waiting',
      itemName: 'Home 50 GB',
      failure: null,
      createdAt: at,
      settledAt: null,
      isCovered: true,
    } as const;
    const short = { ...order, isCovered: false };
    const done = ['payment done', 'credit done'];
    expect(outline({ order, effects: [] })).toEqual([...done, 'order now']);
    expect(outline({ order: short, effects: [] })).toEqual([...done, 'order waiting']);
  });

  test('lists the services still being switched on', () => {
    const starting = [{ serviceId: 2, itemName: 'Home 50 GB' }];
    expect(outline({ effects: [], starting })).toContain('starting now');
  });
});
