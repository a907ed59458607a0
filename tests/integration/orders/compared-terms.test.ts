import { getTableColumns } from 'drizzle-orm';
import { createTranslator } from 'next-intl';
import { beforeAll, describe, expect, test } from 'vitest';
import { comparedLines, type TermWords } from '@/app/_operator/plan-term-words';
import { getSql } from '@/db/client';
import { catalogItemVersions } from '@/db/schema/catalog';
import { ItemTerms } from '@/lib/catalog/item-input';
import { getFormats } from '@/lib/kit/format';
import { previewOrder } from '@/lib/orders/preview-order';
import { planOfTerms } from '@/lib/orders/rules';
import { changedPlanTerms } from '@/lib/orders/rules/plan-terms';
import { changedParts, type PromisedPart } from '@/lib/orders/rules/promise';
import { getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import words from '@/messages/en/plan-terms.json' with { type: 'json' };
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
} from '@/tests/support/fixtures';

/** Where a comparison of shown and current terms reports a column, and another value to try. */
type Compared =
  /** A row of the plan's own details. */
  | { term: string; to: unknown }
  /** A row of the sheet: its cost, date and data. */
  | { part: PromisedPart; to: unknown }
  | { irrelevant: string };

const columns: Record<string, Compared> = {
  id: { irrelevant: 'names the row' },
  itemId: { irrelevant: 'names the row' },
  version: { irrelevant: 'names the row' },
  createdAt: { irrelevant: 'when staff wrote it' },
  createdByUserId: { irrelevant: 'who wrote it' },
  description: { part: 'words', to: '24 months contract' },
  specification: { part: 'words', to: '[{"label":"Contract","value":"24 months"}]' },
  specificationText: { part: 'words', to: 'Contract of 24 months' },
  unit: { irrelevant: 'what one of it is called' },
  unitPriceMinor: { part: 'price', to: 700 },
  taxRatePpm: { part: 'price', to: 70_000 },
  activationFeeMinor: { part: 'price', to: 150 },
  dataLimitBytes: { part: 'data', to: 7_000_000_000 },
  recurrenceMode: { term: 'renewal', to: 'one_off' },
  intervalCount: { term: 'period', to: 2 },
  intervalUnit: { term: 'period', to: 'month' },
  downBitsPerSecond: { term: 'speed', to: 60_000_000 },
  upBitsPerSecond: { term: 'speed', to: 60_000_000 },
  burstDownBitsPerSecond: { term: 'burst', to: 60_000_000 },
  burstUpBitsPerSecond: { term: 'burst', to: 60_000_000 },
  burstSeconds: { term: 'burst', to: 20 },
  priority: { term: 'priority', to: 3 },
  capDirection: { term: 'counts', to: 'down' },
  capAction: { term: 'cap', to: 'block' },
  slowDownBitsPerSecond: { term: 'cap', to: 60_000_000 },
  slowUpBitsPerSecond: { term: 'cap', to: 60_000_000 },
  rolloverPeriods: { term: 'rollover', to: 2 },
  bonusDataBytes: { term: 'bonus', to: 2_000_000_000 },
  graceDays: { term: 'grace', to: 5 },
  routerProfile: { term: 'profile', to: 'gold' },
  keepAnchor: { term: 'anchor', to: true },
  changeMoment: { term: 'leaving', to: 'now' },
  changeFeeUpMinor: { term: 'feeUp', to: 20 },
  changeFeeDownMinor: { term: 'feeDown', to: 20 },
  refundsUnused: { term: 'unused', to: false },
  unusedBy: { term: 'unused', to: 'time_or_data' },
  pausesPerYearMax: { term: 'pauses', to: 3 },
  pauseDaysMax: { term: 'pauses', to: 9 },
};

const RATE = 50_000_000n;
const terms = {
  ...{ downBitsPerSecond: RATE, upBitsPerSecond: RATE },
  ...{ burstDownBitsPerSecond: RATE, burstUpBitsPerSecond: RATE, burstSeconds: 10 },
  ...{ capAction: 'slow' as const, slowDownBitsPerSecond: RATE, slowUpBitsPerSecond: RATE },
  ...{ bonusDataBytes: 1_000_000_000n, pausesPerYearMax: 1, pauseDaysMax: 7 },
} as const;

const inWords: TermWords = {
  t: createTranslator({
    locale: 'en',
    messages: { 'plan-terms': words },
    namespace: 'plan-terms',
  }) as TermWords['t'],
  f: getFormats({ currency: 'EUR', timeZone: 'Europe/London', locale: 'en-GB' }),
};

const known = getTableColumns(catalogItemVersions);
const compared = Object.entries(columns).filter(([, how]) => !('irrelevant' in how));

async function change(itemId: number, name: string, how: Compared): Promise<void> {
  const column = known[name as keyof typeof known];
  const value = 'to' in how ? String(how.to) : '';
  await getSql().unsafe(
    `update catalog_item_versions set ${column.name} = '${value}' where item_id = ${itemId}`,
  );
}

async function termsNow(itemId: number): Promise<ItemTerms> {
  const { db } = await import('@/db/client').then(({ getDb }) => ({ db: getDb() }));
  const rows = await db.select().from(catalogItemVersions);
  return ItemTerms.parse(rows.find((row) => row.itemId === itemId));
}

beforeAll(() => givenOperator());

describe('every column of a plan’s terms', () => {
  test('is either compared or omitted for a reason', () => {
    expect(Object.keys(columns).sort()).toEqual(Object.keys(known).sort());
  });

  test.each(compared)(
    '%s that changed after the sheet was opened has a line',
    async (name, how) => {
      const customerId = await givenCustomer({ balance: 50_000n });
      const { itemId } = await givenPlan(terms);
      const preview = async () => {
        const request = { kind: 'new_service', itemId } as const;
        return (await previewOrder(staffCtx(), { customerId, request })).quote;
      };
      const was = await preview();
      await change(itemId, name, how);
      const now = await preview();
      expect(changedParts(was, now)).not.toEqual([]);
      const lines = comparedLines(inWords, was.plan, now.plan);
      if ('part' in how) expect(changedParts(was, now)).toContain(how.part);
      else expect(lines.map(({ id }) => id)).toEqual([('term' in how && how.term) || '']);
      for (const line of lines) expect(line.was).not.toBe(line.now);
    },
  );

  test.each(compared)(
    '%s of the new plan has a line in the sheet of a change',
    async (name, how) => {
      // Each plan has its own words and its own price; the sheet shows both in full.
      if ('part' in how && how.part !== 'data') return;
      const customerId = await givenCustomer({ balance: 50_000n });
      const [from, to] = [await givenPlan(terms), await givenPlan(terms)];
      const serviceId = await givenService({ customerId, itemId: from.itemId });
      await change(to.itemId, name, how);
      const asked = { customerId, serviceId, itemId: to.itemId, moment: 'period_end' } as const;
      const { plans } = await getPlanChangeSheet(staffCtx(), asked);
      const term = 'term' in how ? how.term : 'data';
      const ids = comparedLines(inWords, plans.before, plans.after).map(({ id }) => id);
      expect(ids).toEqual([term]);
      const [before, after] = [await termsNow(from.itemId), await termsNow(to.itemId)];
      const rolledOut = changedPlanTerms(planOfTerms(before), planOfTerms(after));
      expect(rolledOut.map(({ now }) => now.id)).toEqual([term]);
    },
  );
});

describe('two plans', () => {
  test('with equal terms have no lines', async () => {
    const { itemId } = await givenPlan(terms);
    const plan = planOfTerms(await termsNow(itemId));
    expect(comparedLines(inWords, plan, plan)).toEqual([]);
    expect(comparedLines(inWords, plan, null)).toEqual([]);
  });

  test('are compared in words people understand', async () => {
    const { itemId } = await givenPlan(terms);
    const plan = planOfTerms(await termsNow(itemId));
    const other = {
      ...plan,
      ...{ graceDays: 3, rolloverPeriods: 1, bonusDataBytes: null },
      capAction: 'block',
      ...{ pausesPerYearMax: 2, pauseDaysMax: 1, burstSeconds: 1, upBitsPerSecond: null },
    } as const;
    expect(comparedLines(inWords, plan, other)).toEqual([
      {
        id: 'speed',
        label: 'Speed',
        was: '50 Mbit/s down, 50 Mbit/s up',
        now: '50 Mbit/s down, as fast as the line up',
      },
      {
        id: 'burst',
        label: 'In short bursts',
        was: '50 Mbit/s down, 50 Mbit/s up, for 10 seconds',
        now: '50 Mbit/s down, 50 Mbit/s up, for one second',
      },
      {
        id: 'cap',
        label: 'When the data is used up',
        was: 'Slows down to 50 Mbit/s down, 50 Mbit/s up',
        now: 'It stops',
      },
      {
        id: 'rollover',
        label: 'Unused data',
        was: 'Ends with its period',
        now: 'Kept for one more period',
      },
      {
        id: 'bonus',
        label: 'Of the data, lost at the end of the period',
        was: '1 GB',
        now: 'None',
      },
      {
        ...{ id: 'grace', label: 'Runs on without credit for', was: 'Not at all' },
        now: '3 days, paid with the next payment',
      },
      {
        id: 'pauses',
        label: 'Pauses',
        was: 'One a year, up to 7 days',
        now: '2 a year, up to one day each',
      },
    ]);
  });

  const limit = { quotaBytes: 5_000_000_000n };
  const noLimit = { quotaBytes: null };
  const slow = { capAction: 'slow', slowDownBitsPerSecond: RATE } as const;
  const both = 'Slows down to 50 Mbit/s down, 50 Mbit/s up';
  test.each([
    ['It stops', { ...limit, capAction: 'block' }],
    [both, { ...limit, ...slow, slowUpBitsPerSecond: RATE }],
    // A plan without a slow upload slows both directions.
    [both, { ...limit, ...slow, slowUpBitsPerSecond: null }],
    [
      'Slows down to 50 Mbit/s down, 1 Mbit/s up',
      { ...limit, ...slow, slowUpBitsPerSecond: 1_000_000n },
    ],
    ['It never is', { ...noLimit, capAction: 'block' }],
    ['It never is', { ...noLimit, ...slow, slowUpBitsPerSecond: RATE }],
  ] as const)('say “%s” of data that is used up', async (text, given) => {
    const { itemId } = await givenPlan(terms);
    const plan = planOfTerms(await termsNow(itemId));
    const other = { ...plan, ...limit, ...slow, slowUpBitsPerSecond: 2_000_000n };
    const lines = comparedLines(inWords, other, { ...plan, ...given });
    expect(lines.find(({ id }) => id === 'cap')?.now).toBe(text);
  });

  test.each([
    [{ graceDays: 3, keepAnchor: false }, '3 days, paid with the next payment'],
    [
      { graceDays: 3, keepAnchor: true },
      '3 days, paid with the next payment for the period they are in',
    ],
    [{ graceDays: 0, keepAnchor: true }, 'Not at all'],
  ])('say of %j how days of grace are paid', async (given, text) => {
    const { itemId } = await givenPlan(terms);
    const plan = planOfTerms(await termsNow(itemId));
    const lines = comparedLines(inWords, { ...plan, graceDays: 9 }, { ...plan, ...given });
    expect(lines.find(({ id }) => id === 'grace')?.now).toBe(text);
  });
});
