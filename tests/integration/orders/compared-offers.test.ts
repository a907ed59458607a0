import { createTranslator } from 'next-intl';
import { beforeAll, describe, expect, test } from 'vitest';
import { offerRows } from '@/app/_operator/offer-rows';
import type { TermWords } from '@/app/_operator/plan-term-words';
import { getFormats } from '@/lib/kit/format';
import type { Reworded } from '@/lib/orders/lookups/reworded';
import type { OrderRequest } from '@/lib/orders/order-input';
import { previewOrder } from '@/lib/orders/preview-order';
import { changedParts, promisedParts } from '@/lib/orders/rules/promise';
import type { PromisedPlan, Quote } from '@/lib/orders/rules/quote';
import { changeItem } from '@/lib/rollouts/change-item';
import { getOrderStanding } from '@/lib/screens/portal/waiting-orders';
import words from '@/messages/en/plan-terms.json' with { type: 'json' };
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { formOf } from '../catalog/support';
import { confirmAt, givenSheet, shownAt } from './sheet';
import { refusalOf } from './support';

const inWords: TermWords = {
  t: createTranslator({
    locale: 'en',
    messages: { 'plan-terms': words },
    namespace: 'plan-terms',
  }) as TermWords['t'],
  f: getFormats({ currency: 'EUR', timeZone: 'Europe/London', locale: 'en-GB' }),
};

const ends = at(start, { days: 30 });
const said = { description: 'No contract', specification: [], specificationText: '' };

const plan: PromisedPlan = {
  mode: 'credit_based',
  interval: { count: 1, unit: 'month' },
  rolloverPeriods: 1,
  ...{ downBitsPerSecond: 50_000_000n, upBitsPerSecond: 10_000_000n },
  ...{ burstDownBitsPerSecond: 80_000_000n, burstUpBitsPerSecond: 20_000_000n, burstSeconds: 10 },
  ...{ capAction: 'slow', capDirection: 'down' },
  ...{ slowDownBitsPerSecond: 1_000_000n, slowUpBitsPerSecond: 1_000_000n },
  ...{ priority: 8, routerProfile: null, bonusDataBytes: null, graceDays: 10, keepAnchor: false },
  ...{ changeMoment: 'either', changeFeeUpMinor: 0n, changeFeeDownMinor: 0n },
  ...{ refundsUnused: true, unusedBy: 'time', pausesPerYearMax: 2, pauseDaysMax: 30 },
  wordsPrint: 'first',
};

const quote: Quote = {
  lines: [
    { kind: 'plan', label: 'Home', amountMinor: 3_500n },
    { kind: 'discount', label: '', amountMinor: -500n },
    { kind: 'tax', label: '', amountMinor: 600n },
  ],
  ...{ totalMinor: 3_600n, taxMinor: 600n, startsAt: start, endsAt: ends, lastDay: '2026-12-24' },
  ...{ startsWhenPaid: false, runsFor: null, dataBytes: 50_000_000_000n, isUnlimited: false, plan },
  next: { priceMinor: 3_600n, at: ends, feeMinor: 100n },
  ...{ dropsCustomPrice: false, isOffered: true, replaces: [] },
};

const withPlan = (over: Partial<PromisedPlan>): Partial<Quote> => ({ plan: { ...plan, ...over } });
const withNext = (over: Partial<NonNullable<Quote['next']>>): Partial<Quote> => ({
  next: { priceMinor: 3_600n, at: ends, feeMinor: 100n, ...over },
});

/** Another value of each field, and the rows that show it; or why the field needs none. */
type Shown = [over: Partial<Quote>, rows: string[]][] | { irrelevant: string };

const ofQuote: Record<keyof Quote, Shown> = {
  lines: [
    [{ lines: quote.lines.slice(0, 1) }, ['discount-0', 'tax-0']],
    [
      { lines: [...quote.lines, { kind: 'activation_fee', label: '', amountMinor: 9n }] },
      ['activation_fee-0'],
    ],
  ],
  totalMinor: [
    [{ totalMinor: 3_599n }, ['total']],
    [{ totalMinor: -3_600n }, ['total']],
  ],
  taxMinor: [[{ taxMinor: 599n }, ['tax']]],
  startsAt: [[{ startsAt: at(start, { seconds: 1 }) }, ['starts']]],
  endsAt: [
    [{ endsAt: at(ends, { days: 1 }) }, ['lasts']],
    [{ endsAt: null }, ['lasts']],
  ],
  lastDay: [
    [{ lastDay: '2026-12-23' }, ['lastDay']],
    [{ lastDay: undefined }, ['lastDay']],
  ],
  isCutShort: { irrelevant: 'follows from the last day and the length, which are compared' },
  startsWhenPaid: [[{ startsWhenPaid: true }, ['starts', 'nextAt']]],
  startsWhenConnected: [
    [{ startsWhenPaid: true, startsWhenConnected: true }, ['starts', 'nextAt']],
  ],
  waitsSeconds: { irrelevant: 'how long the order waits is said when it is placed' },
  runsFor: [
    [{ startsWhenPaid: true, runsFor: { count: 3, unit: 'week' } }, ['starts', 'lasts', 'nextAt']],
  ],
  dataBytes: [
    [{ dataBytes: 5_000_000_000n }, ['data']],
    [{ dataBytes: 50_000_000_001n }, ['data']],
    [{ dataBytes: null }, ['data']],
  ],
  isUnlimited: [[{ isUnlimited: true, dataBytes: null }, ['cap', 'counts', 'data']]],
  plan: { irrelevant: 'compared field by field' },
  next: [
    [withNext({ priceMinor: 3_601n }), ['next']],
    [withNext({ at: at(ends, { hours: 1 }) }), ['nextAt']],
    [withNext({ feeMinor: 0n }), ['nextFee']],
    [{ next: null }, ['next', 'nextFee', 'nextAt']],
  ],
  dropsCustomPrice: [[{ dropsCustomPrice: true }, ['ownPrice']]],
  isOffered: [[{ isOffered: false }, ['offer']]],
  replaces: [[{ replaces: [{ kind: 'planned', id: '7', name: 'Day pass' }] }, ['replaces']]],
};

const ofPlan: Record<keyof PromisedPlan, Shown> = {
  mode: [[withPlan({ mode: 'none' }), ['renewal']]],
  interval: [[withPlan({ interval: { count: 1, unit: 'week' } }), ['period']]],
  rolloverPeriods: [[withPlan({ rolloverPeriods: 0 }), ['rollover']]],
  downBitsPerSecond: [[withPlan({ downBitsPerSecond: 1_000_000n }), ['speed']]],
  upBitsPerSecond: [[withPlan({ upBitsPerSecond: null }), ['speed']]],
  burstDownBitsPerSecond: [[withPlan({ burstDownBitsPerSecond: null }), ['burst']]],
  burstUpBitsPerSecond: [[withPlan({ burstUpBitsPerSecond: 9_000_000n }), ['burst']]],
  burstSeconds: [[withPlan({ burstSeconds: 1 }), ['burst']]],
  capAction: [[withPlan({ capAction: 'block' }), ['cap']]],
  capDirection: [[withPlan({ capDirection: 'both' }), ['counts']]],
  slowDownBitsPerSecond: [[withPlan({ slowDownBitsPerSecond: 64_000n }), ['cap']]],
  slowUpBitsPerSecond: [[withPlan({ slowUpBitsPerSecond: 64_000n }), ['cap']]],
  priority: [[withPlan({ priority: 7 }), ['priority']]],
  routerProfile: [[withPlan({ routerProfile: 'gold' }), ['profile']]],
  bonusDataBytes: [[withPlan({ bonusDataBytes: 1_000_000_000n }), ['bonus']]],
  graceDays: [[withPlan({ graceDays: 0 }), ['grace']]],
  // How its days of grace are paid depends on it.
  keepAnchor: [[withPlan({ keepAnchor: true }), ['anchor', 'grace']]],
  changeMoment: [[withPlan({ changeMoment: 'now' }), ['leaving']]],
  changeFeeUpMinor: [[withPlan({ changeFeeUpMinor: 1n }), ['feeUp']]],
  changeFeeDownMinor: [[withPlan({ changeFeeDownMinor: 1n }), ['feeDown']]],
  refundsUnused: [[withPlan({ refundsUnused: false }), ['unused']]],
  unusedBy: [[withPlan({ unusedBy: 'time_or_data' }), ['unused']]],
  pausesPerYearMax: [[withPlan({ pausesPerYearMax: 0 }), ['pauses']]],
  pauseDaysMax: [[withPlan({ pauseDaysMax: 7 }), ['pauses']]],
  wordsPrint: [[withPlan({ wordsPrint: 'second' }), ['description']]],
};

const cases = Object.entries({ ...ofQuote, ...ofPlan }).flatMap(([field, shown]) =>
  'irrelevant' in shown ? [] : shown.map(([over, rows]) => [field, over, rows] as const),
);

const reworded: Reworded = { was: said, now: { ...said, description: '24 months contract' } };

function rowsOf(was: Quote, now: Quote) {
  const saysOther = was.plan?.wordsPrint !== now.plan?.wordsPrint;
  return offerRows(inWords, { was, now, reworded: saysOther ? reworded : null });
}

beforeAll(() => givenOperator());

describe('a promised field that changed after the sheet was opened', () => {
  test.each(cases)('%s has a row with its old and its new value', (_field, over, rows) => {
    const now = { ...quote, ...over };
    for (const [was, is] of [
      [quote, now],
      [now, quote],
    ] as const) {
      const found = rowsOf(was, is);
      expect(found.map(({ id }) => id).sort()).toEqual([...rows].sort());
      for (const row of found) {
        expect(row.was).not.toBe(row.now);
        expect([row.label, row.was, row.now]).not.toContain('');
      }
    }
    expect(changedParts(quote, now)).not.toEqual([]);
  });

  test('covers every part of a promise', () => {
    const parts = cases.flatMap(([, over]) => changedParts(quote, { ...quote, ...over }));
    expect([...promisedParts].filter((part) => !parts.includes(part))).toEqual([]);
  });

  test('has no row where it makes no difference, and breaks no promise', () => {
    const idle = { ...quote, ...withPlan({ pausesPerYearMax: 0, refundsUnused: false }) };
    const { plan: idlePlan } = idle;
    if (!idlePlan) throw new Error('the quote has no plan');
    const now = {
      ...idle,
      plan: { ...idlePlan, pauseDaysMax: 1, unusedBy: 'time_or_data' } as const,
    };
    expect(changedParts(idle, now)).toEqual([]);
    expect(rowsOf(idle, now)).toEqual([]);
  });

  test('is shown with the plan’s old and new name, which alone break no promise', () => {
    const renamed = quote.lines.map((line) =>
      line.kind === 'plan' ? { ...line, label: 'Casa' } : line,
    );
    const rows = rowsOf(quote, { ...quote, lines: renamed, totalMinor: 3_599n });
    expect(rows.map(({ id, was, now }) => [id, was, now])).toEqual([
      ['name', 'Home', 'Casa'],
      ['total', '€36.00', '€35.99'],
    ]);
  });
});

const before = {
  description: 'Home plan, no contract',
  specification: [
    { label: 'Contract', value: 'None' },
    { label: 'Router', value: 'Included' },
  ],
  specificationText: 'Cancel any day.',
};
const after = {
  description: 'Home plan, 24 months contract',
  specification: [{ label: 'Contract', value: '24 months' }],
  specificationText: 'Cancel after 24 months.',
};

const wordRows = [
  ['description', before.description, after.description],
  ['specification Contract 0', 'None', '24 months'],
  ['details', before.specificationText, after.specificationText],
  ['specification Router 0', 'Included', 'None'],
];

async function rewrite(itemId: number): Promise<void> {
  await changeItem(staffCtx(shownAt), await formOf(itemId, { terms: after }));
}

/** The rows of a sheet that was opened again with what was confirmed on an earlier one. */
async function wordsShown(customerId: number, asked: { request: OrderRequest; was: string }) {
  const ctx = subscriberCtx(customerId, at(shownAt, { minutes: 1 }));
  const { compared } = await previewOrder(ctx, { customerId, ...asked });
  if (!compared) throw new Error('there is nothing to compare');
  return offerRows(inWords, compared).map(({ id, was, now }) => [id, was, now]);
}

describe('the words of a plan that were rewritten', () => {
  test('before a change is confirmed are both shown, and the new sheet can be confirmed', async () => {
    const sheet = await givenSheet({ balance: 9_000n, to: before });
    const { customerId, request, preview } = sheet;
    await rewrite(sheet.to.itemId);
    expect(await refusalOf(confirmAt(at(shownAt, { minutes: 1 }), sheet))).toBe('quote_changed');
    const asked = { request, was: preview.sealedQuote };
    expect(await wordsShown(customerId, asked)).toEqual(wordRows);
    const later = at(shownAt, { minutes: 1 });
    const again = await previewOrder(subscriberCtx(customerId, later), { customerId, ...asked });
    expect(await confirmAt(later, { customerId, preview: again })).toMatchObject({
      kind: 'executed',
    });
  });

  test('while an order waits for its payment are both shown on its page', async () => {
    const { itemId } = await givenPlan({ ...before, unitPriceMinor: 5_000n });
    const customerId = await givenCustomer({ balance: 1n });
    const request = { kind: 'new_service', itemId } as const;
    const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
    const placed = await confirmAt(shownAt, { customerId, preview });
    expect(placed.kind).toBe('waiting');
    await rewrite(itemId);
    const { orderId } = placed;
    const standing = await getOrderStanding(subscriberCtx(customerId, shownAt), {
      ...{ customerId, orderId },
    });
    if (standing?.kind !== 'changed' || standing.was === null) throw new Error(standing?.kind);
    expect(await wordsShown(customerId, { request, was: standing.was })).toEqual(wordRows);
  });
});
