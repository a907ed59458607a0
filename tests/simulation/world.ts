import { getDb } from '@/db/client';
import { settings } from '@/db/schema/settings';
import { createItem } from '@/lib/catalog/create-item';
import type { CreateItem } from '@/lib/catalog/item-input';
import type { Ctx } from '@/lib/context';
import { changeRouter } from '@/lib/routers/change-router';
import { createRouter } from '@/lib/routers/create-router';
import { givenReached } from '@/tests/support/fixtures';
import type { Bank } from './bank';

const GIGABYTE = 1_000_000_000n;

export const SIMULATION_ZONE = 'Europe/Berlin';
/** Half an hour before a day of the month that February lacks; the thirteen months include three clock changes. */
export const simulationStart = new Date('2026-01-29T23:30:00Z');

export const system = (now: Date, job = 'simulation'): Ctx => ({
  actor: { kind: 'system', job },
  now,
});
export const staff = (now: Date): Ctx => ({
  actor: { kind: 'staff', userId: 1, role: 'owner', sessionId: 'simulation' },
  now,
});
export const subscriber = (customerId: number, now: Date): Ctx => ({
  actor: { kind: 'subscriber', userId: 1_000 + customerId, customerId, sessionId: 'simulation' },
  now,
});

type Terms = Omit<Partial<CreateItem['terms']>, 'unitPriceMinor'>;
type Plan = { name: string; kind?: CreateItem['kind']; price: bigint; terms: Terms; packs?: true };

const monthly = {
  recurrenceMode: 'credit_based',
  intervalCount: 1,
  intervalUnit: 'month',
} as const;
const pauses = { pausesPerYearMax: 20, pauseDaysMax: 40 };

/** Plans whose periods each behave differently. */
const plans: readonly Plan[] = [
  {
    name: 'Weekly 5 GB',
    price: 500n,
    packs: true,
    terms: { ...monthly, intervalUnit: 'week', dataLimitBytes: 5n * GIGABYTE, ...pauses },
  },
  {
    name: 'Home 50',
    price: 2_000n,
    packs: true,
    terms: {
      ...monthly,
      ...pauses,
      dataLimitBytes: 50n * GIGABYTE,
      taxRatePpm: 190_000,
      activationFeeMinor: 500n,
      changeFeeUpMinor: 100n,
      changeFeeDownMinor: 300n,
    },
  },
  {
    name: 'Home 100',
    price: 3_500n,
    packs: true,
    terms: {
      ...monthly,
      ...pauses,
      dataLimitBytes: 100n * GIGABYTE,
      rolloverPeriods: 1,
      unusedBy: 'time_or_data',
      capAction: 'slow',
      slowDownBitsPerSecond: 1_000_000n,
      slowUpBitsPerSecond: 1_000_000n,
      taxRatePpm: 70_000,
    },
  },
  {
    name: 'Anchored 30',
    price: 1_499n,
    terms: {
      ...monthly,
      ...pauses,
      keepAnchor: true,
      unusedBy: 'time_or_data',
      graceDays: 3,
      dataLimitBytes: 30n * GIGABYTE,
      bonusDataBytes: GIGABYTE,
    },
  },
  { name: 'Day pass', price: 83n, terms: { ...monthly, intervalUnit: 'day' } },
  {
    name: 'Office',
    price: 9_900n,
    terms: { ...monthly, recurrenceMode: 'one_off', taxRatePpm: 190_000 },
  },
  {
    name: 'Thirty days',
    price: 1_200n,
    terms: { recurrenceMode: 'none', intervalCount: 30, intervalUnit: 'day' },
  },
  { name: 'Year', kind: 'voice', price: 12_000n, terms: { ...monthly, intervalCount: 12 } },
  {
    name: 'Two weeks',
    kind: 'voice',
    price: 299n,
    terms: { ...monthly, intervalCount: 2, intervalUnit: 'week' },
  },
  { name: 'Antenna', kind: 'custom', price: 2_500n, terms: { recurrenceMode: 'none' } },
];

/** The item of a plan in this list, as staff enter it. */
export function itemOf(index: number) {
  const { name, kind = 'internet', price, terms, packs } = plans[index] ?? fail(index);
  return {
    name,
    kind,
    status: 'active' as const,
    terms: { recurrenceMode: 'none' as const, ...terms, unitPriceMinor: price },
    packs: packs
      ? [{ name: `${name} booster`, dataBytes: 2n * GIGABYTE, priceMinor: 199n, validDays: 10 }]
      : [],
  };
}

function fail(index: number): never {
  throw new RangeError(`no plan ${index}`);
}

const unreached = {
  siteId: null,
  host: '10.9.0.1',
  port: 8728,
  useTls: false,
  certificate: null,
  username: 'netpurse',
  password: 'never-dialled',
  accessMethods: ['pppoe' as const],
  pppLocalAddress: null,
};
const mast = { ...unreached, name: 'Mast', host: '10.9.0.2', accessMethods: ['static' as const] };

/** `mastId` accepts no logins, so nothing is sold on it; staff take it in and out of service. */
export type World = {
  itemIds: number[];
  routerId: number;
  mastId: number;
  currency: string;
  /** Where payments by card are simulated. */
  bank?: Bank;
};

/** With two, no and three decimals; amounts are in minor units everywhere. */
const currencies = ['EUR', 'JPY', 'KWD'] as const;

/** Creates the operator, a router that is down, and plans of every sort. */
export async function createWorld(seed = 0): Promise<World> {
  const currency = currencies[seed % currencies.length] ?? 'EUR';
  const now = simulationStart;
  await getDb()
    .insert(settings)
    .values({
      operatorName: 'Simulated Net',
      currency,
      timeZone: SIMULATION_ZONE,
      topUpMinMinor: 100n,
      topUpMaxMinor: 100_000n,
      disputeStopsServices: seed % 2 === 0,
      updatedAt: now,
    });
  const { routerId } = await createRouter(system(now), { ...unreached, name: 'Tower' });
  const { routerId: mastId } = await createRouter(system(now), mast);
  for (const id of [routerId, mastId]) await givenReached(id);
  const itemIds: number[] = [];
  for (const index of plans.keys()) {
    const { itemId } = await createItem(system(now), itemOf(index));
    itemIds.push(itemId);
  }
  return { itemIds, routerId, mastId, currency };
}

/** Takes the mast out of service, or puts it back, as staff would. */
export async function setMast({ mastId }: World, isOff: boolean, now: Date): Promise<void> {
  await changeRouter(staff(now), { ...mast, routerId: mastId, password: null, isOff });
}
