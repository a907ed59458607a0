import { describe, expect, it } from 'vitest';
import { changedParts, isFresh } from './promise';
import type { Quote } from './quote';

const shownAt = new Date('2026-03-02T09:00:00Z');
const later = (seconds: number) => new Date(shownAt.getTime() + seconds * 1000);

const plan = {
  mode: 'credit_based',
  interval: { count: 1, unit: 'month' },
  rolloverPeriods: 1,
  downBitsPerSecond: 50_000_000n,
  upBitsPerSecond: 10_000_000n,
  burstDownBitsPerSecond: null,
  burstUpBitsPerSecond: null,
  burstSeconds: null,
  capAction: 'slow',
  capDirection: 'down',
  slowDownBitsPerSecond: 1_000_000n,
  slowUpBitsPerSecond: 1_000_000n,
  priority: 8,
  routerProfile: null,
  bonusDataBytes: null,
  graceDays: 10,
  keepAnchor: false,
  changeMoment: 'either',
  changeFeeUpMinor: 0n,
  changeFeeDownMinor: 0n,
  refundsUnused: true,
  unusedBy: 'time',
  pausesPerYearMax: 2,
  pauseDaysMax: 30,
} as const;

const quote: Quote = {
  lines: [{ kind: 'plan', label: 'Home', amountMinor: 3_000n }],
  totalMinor: 3_000n,
  taxMinor: 479n,
  startsAt: shownAt,
  endsAt: new Date('2026-04-02T09:00:00Z'),
  startsWhenPaid: false,
  runsFor: null,
  dataBytes: 50_000_000_000n,
  isUnlimited: false,
  plan,
  next: { priceMinor: 3_000n, at: new Date('2026-04-02T09:00:00Z') },
  dropsCustomPrice: false,
  isOffered: true,
  replaces: [],
};

describe('a promise', () => {
  it('is kept by the same quote, whatever the names of its items', () => {
    expect(changedParts(quote, quote)).toEqual([]);
    const renamed = quote.lines.map((line) => ({ ...line, label: 'Casa' }));
    expect(changedParts(quote, { ...quote, lines: renamed })).toEqual([]);
  });

  it.each<[string, Partial<Quote>, string[]]>([
    ['the total', { totalMinor: 2_999n }, ['price']],
    ['a line', { lines: [{ kind: 'plan', label: 'Home', amountMinor: 3_001n }] }, ['price']],
    ['the tax', { taxMinor: 480n }, ['price']],
    ['the start', { startsAt: later(1) }, ['dates']],
    ['the end', { endsAt: null }, ['dates']],
    ['the data', { dataBytes: 5_000_000_000n }, ['data']],
    ['the rollover of data', { plan: { ...plan, rolloverPeriods: 0 } }, ['data']],
    ['the speed', { plan: { ...plan, upBitsPerSecond: null } }, ['speed']],
    ['the action at the cap', { plan: { ...plan, capAction: 'block' } }, ['cap']],
    ['the speed after the cap', { plan: { ...plan, slowUpBitsPerSecond: 1n } }, ['cap']],
    ['the renewal mode', { plan: { ...plan, mode: 'none' } }, ['renewal']],
    ['the period', { plan: { ...plan, interval: { count: 1, unit: 'week' } } }, ['renewal']],
    ['the next price', { next: { priceMinor: 3_001n, at: later(9) } }, ['next']],
    ['whether there is a next price', { next: null }, ['next']],
    ['the burst', { plan: { ...plan, burstDownBitsPerSecond: 1n } }, ['speed']],
    ['the duration of a burst', { plan: { ...plan, burstSeconds: 1 } }, ['speed']],
    ['the counted direction', { plan: { ...plan, capDirection: 'both' } }, ['cap']],
    ['the queue priority', { plan: { ...plan, priority: 7 } }, ['terms']],
    ['the router profile', { plan: { ...plan, routerProfile: 'slow' } }, ['terms']],
    ['the bonus data', { plan: { ...plan, bonusDataBytes: 1n } }, ['terms']],
    ['the grace days', { plan: { ...plan, graceDays: 0 } }, ['terms']],
    ['whether its dates are kept', { plan: { ...plan, keepAnchor: true } }, ['terms']],
    ['the moment of a plan change', { plan: { ...plan, changeMoment: 'now' } }, ['terms']],
    ['the fee for a downgrade', { plan: { ...plan, changeFeeDownMinor: 1n } }, ['terms']],
    ['the refund of unused time', { plan: { ...plan, refundsUnused: false } }, ['terms']],
    ['how that is measured', { plan: { ...plan, unusedBy: 'time_or_data' } }, ['terms']],
    ['the allowed pauses', { plan: { ...plan, pauseDaysMax: 1 } }, ['terms']],
    ['whether it is on offer', { isOffered: false }, ['offer']],
    ['whether a custom price is dropped', { dropsCustomPrice: true }, ['offer']],
  ])('is broken by a different value of %s', (_what, over, parts) => {
    expect(changedParts(quote, { ...quote, ...over })).toEqual(parts);
  });

  it('that starts when it is paid moves its dates and keeps its length', () => {
    const floating = {
      ...quote,
      startsWhenPaid: true,
      runsFor: { count: 1, unit: 'month' },
    } as const;
    const moved = { ...floating, startsAt: later(60), endsAt: later(90) };
    expect(
      changedParts(floating, { ...moved, next: { priceMinor: 3_000n, at: later(90) } }),
    ).toEqual([]);
    const shorter = { ...floating, runsFor: { count: 3, unit: 'week' } } as const;
    expect(changedParts(floating, shorter)).toEqual(['dates']);
  });

  it('is broken by an unnamed change that it would replace, but not by one that was given up', () => {
    const planned = { kind: 'planned', id: '7', name: 'Day pass' } as const;
    const order = { kind: 'order', id: '7', name: 'Home' } as const;
    const loses = (...replaces: (typeof planned | typeof order)[]) => ({ ...quote, replaces });
    expect(changedParts(quote, loses(planned))).toEqual(['replaces']);
    expect(changedParts(loses(planned), loses(order))).toEqual(['replaces']);
    expect(changedParts(loses(planned), loses(planned, order))).toEqual(['replaces']);
    expect(changedParts(loses(planned, order), loses(order))).toEqual([]);
    expect(changedParts(loses(planned), quote)).toEqual([]);
  });

  it('that did not name the change it replaces is not broken by it', () => {
    const { replaces: _none, ...older } = quote;
    const order = { kind: 'order', id: '7', name: 'Home' } as const;
    expect(changedParts(older, { ...quote, replaces: [order] })).toEqual([]);
    expect(changedParts(quote, { ...quote, replaces: [order] })).toEqual(['replaces']);
  });

  it('identifies the plan to follow by its id, or in older quotes by its terms', () => {
    const planned = { kind: 'planned', id: '7', versionId: '70', name: 'Day pass' } as const;
    const changed = (was: Partial<typeof planned>, now: Partial<typeof planned>) =>
      changedParts(
        { ...quote, replaces: [{ ...planned, ...was }] },
        { ...quote, replaces: [{ ...planned, ...now }] },
      );
    expect(changed({}, { versionId: '71' as '70' })).toEqual([]);
    expect(changed({}, { id: '8' as '7' })).toEqual(['replaces']);
    const byTerms = { kind: 'planned', id: '70', name: 'Day pass' } as const;
    expect(
      changedParts({ ...quote, replaces: [byTerms] }, { ...quote, replaces: [planned] }),
    ).toEqual([]);
    const other = { ...planned, versionId: '80' };
    expect(
      changedParts({ ...quote, replaces: [byTerms] }, { ...quote, replaces: [other] }),
    ).toEqual(['replaces']);
  });

  it('is valid for fifteen minutes, and before its time only within a small clock difference', () => {
    const ages = [0, 900, 901, -2, -3, -900].map((seconds) => isFresh(shownAt, later(seconds)));
    expect(ages).toEqual([true, true, false, true, false, false]);
  });
});
