import { createItem } from '@/lib/catalog/create-item';
import type { CreateItem } from '@/lib/catalog/item-input';
import type { Ctx } from '@/lib/context';

const GB = 1_000_000_000n;
const MBIT = 1_000_000n;

type Plan = { key: string } & CreateItem;

const speed = (down: bigint, up: bigint) => ({
  downBitsPerSecond: down * MBIT,
  upBitsPerSecond: up * MBIT,
});

/** The demo operator's offers: every kind of recurrence, cap and item at least once. */
const items: readonly Plan[] = [
  {
    key: 'weekly5',
    name: 'Weekly 5 GB',
    kind: 'internet',
    status: 'active',
    terms: {
      description: 'A week of internet for messages, school and a few videos.',
      specification: [
        { label: 'Good for', value: 'One or two phones' },
        { label: 'Contract', value: 'None, renews from credit' },
      ],
      unitPriceMinor: 500n,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'week',
      dataLimitBytes: 5n * GB,
      ...speed(10n, 3n),
    },
    packs: [
      { name: '1 GB booster', dataBytes: GB, priceMinor: 150n },
      { name: '3 GB booster', dataBytes: 3n * GB, priceMinor: 350n, perPeriodMax: 3 },
    ],
  },
  {
    key: 'home50',
    name: 'Home 50 GB',
    kind: 'internet',
    status: 'active',
    terms: {
      description: 'For a family: streaming in the evening, homework in between.',
      specification: [
        { label: 'Good for', value: 'A household of four' },
        { label: 'When the data is used up', value: 'Slows down to 1 Mbit/s' },
      ],
      unitPriceMinor: 1_900n,
      taxRatePpm: 190_000,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'month',
      dataLimitBytes: 50n * GB,
      capAction: 'slow',
      slowDownBitsPerSecond: MBIT,
      slowUpBitsPerSecond: MBIT / 2n,
      rolloverPeriods: 1,
      ...speed(30n, 10n),
      pausesPerYearMax: 2,
      pauseDaysMax: 30,
    },
    packs: [{ name: '10 GB booster', dataBytes: 10n * GB, priceMinor: 500n, validDays: 30 }],
  },
  {
    key: 'unlimited',
    name: 'Home Unlimited',
    kind: 'internet',
    status: 'active',
    terms: {
      description: 'No data limit: the month itself is what renews.',
      specification: [{ label: 'Good for', value: 'Working from home, many screens' }],
      unitPriceMinor: 3_900n,
      taxRatePpm: 190_000,
      activationFeeMinor: 1_000n,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'month',
      keepAnchor: true,
      ...speed(80n, 20n),
      pausesPerYearMax: 2,
      pauseDaysMax: 60,
    },
  },
  {
    key: 'day',
    name: 'Day pass',
    kind: 'internet',
    status: 'active',
    terms: {
      description: 'One day without a data limit, for guests and for the day before payday.',
      unitPriceMinor: 120n,
      recurrenceMode: 'none',
      intervalCount: 1,
      intervalUnit: 'day',
      ...speed(20n, 5n),
    },
  },
  {
    key: 'corporate',
    name: 'Corporate 100 GB',
    kind: 'internet',
    status: 'active',
    labels: ['corporate'],
    terms: {
      description: 'Guaranteed monthly data for organisations that pay by invoice.',
      unitPriceMinor: 9_900n,
      taxRatePpm: 190_000,
      recurrenceMode: 'one_off',
      intervalCount: 1,
      intervalUnit: 'month',
      dataLimitBytes: 100n * GB,
      ...speed(100n, 100n),
    },
  },
  {
    key: 'voice',
    name: 'Phone line',
    kind: 'voice',
    status: 'active',
    terms: {
      description: 'A landline number with 300 minutes a month.',
      unitPriceMinor: 600n,
      taxRatePpm: 190_000,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'month',
    },
  },
  {
    key: 'installation',
    name: 'Installation visit',
    kind: 'custom',
    status: 'active',
    terms: {
      description: 'A technician mounts the antenna and sets up your router.',
      unitPriceMinor: 4_500n,
      taxRatePpm: 190_000,
      recurrenceMode: 'none',
    },
  },
];

export type DemoItem =
  | 'weekly5'
  | 'home50'
  | 'unlimited'
  | 'day'
  | 'corporate'
  | 'voice'
  | 'installation';

export async function seedCatalogue(ctx: Ctx): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const { key, ...item } of items) ids.set(key, (await createItem(ctx, item)).itemId);
  return ids;
}
