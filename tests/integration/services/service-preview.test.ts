import { beforeEach, describe, expect, it } from 'vitest';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { createService } from '@/lib/lifecycle/create-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { previewService } from '@/lib/screens/admin/service-preview';
import { ServiceInput } from '@/lib/services/service-input';
import {
  balanceOf,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';

/** Weekly from Monday 2 March: due on the 9th, 16th, 23rd and 30th, at 09:00. */
const DUE = '2026-03-09';

type Case = {
  what: string;
  over: Partial<ServiceInput>;
  plan?: Partial<ItemTerms>;
  /** Prices of the charges of the 9th to the 30th, where a case is plain enough to name them. */
  charges?: bigint[];
};

const half = { kind: 'percent' as const, percentPpm: 500_000 };
const off = { kind: 'fixed' as const, amountMinor: 100n };

const cases: Case[] = [
  { what: 'no discount', over: {}, charges: [500n, 500n, 500n, 500n] },
  {
    what: 'a discount that ends before the next due day',
    over: { quantity: 3, discounts: [{ ...off, startDate: '2026-03-01', endDate: '2026-03-08' }] },
    charges: [1500n, 1500n, 1500n, 1500n],
  },
  {
    what: 'a discount that ends on the next due day',
    over: { discounts: [{ ...half, startDate: '2026-03-01', endDate: DUE }] },
    charges: [250n, 500n, 500n, 500n],
  },
  {
    what: 'a discount that begins before the next due day',
    over: { discounts: [{ ...half, startDate: '2026-03-05' }] },
    charges: [250n, 250n, 250n, 250n],
  },
  {
    what: 'a discount that begins on the next due day',
    over: { discounts: [{ ...half, startDate: DUE }] },
    charges: [250n, 250n, 250n, 250n],
  },
  {
    what: 'a discount that begins after the next due day, for one charge',
    over: { discounts: [{ ...half, startDate: '2026-03-10', endDate: '2026-03-17' }] },
    charges: [500n, 250n, 500n, 500n],
  },
  {
    what: 'a discount between two due days',
    over: { discounts: [{ ...half, startDate: '2026-03-10', endDate: '2026-03-15' }] },
    charges: [500n, 500n, 500n, 500n],
  },
  {
    what: 'several discounts, some stackable',
    over: {
      discounts: [
        { ...half, startDate: '2026-03-01', endDate: '2026-03-15' },
        { ...off, startDate: '2026-03-09', stackable: true },
        { ...off, startDate: '2026-03-20', endDate: '2026-03-25' },
      ],
    },
    charges: [150n, 400n, 300n, 400n],
  },
  {
    what: 'a custom price and a quantity',
    over: { customPriceMinor: 333n, quantity: 3, discounts: [{ ...half, startDate: DUE }] },
  },
  {
    what: 'an activation fee, which is paid once',
    over: {},
    plan: { activationFeeMinor: 700n },
    charges: [500n, 500n, 500n, 500n],
  },
  { what: 'an end date before the next due day', over: { endDate: '2026-03-08' }, charges: [] },
  { what: 'an end date on the next due day', over: { endDate: DUE }, charges: [500n] },
  {
    what: 'an end date after the next due day',
    over: { endDate: '2026-03-20', discounts: [{ ...half, startDate: '2026-03-10' }] },
    charges: [500n, 250n],
  },
  {
    what: 'a discount that begins after the last day',
    over: { endDate: DUE, discounts: [{ ...half, startDate: '2026-03-16' }] },
    charges: [500n],
  },
  { what: 'a plan on account', over: { recurrenceMode: 'one_off' } },
  {
    what: 'a plan that ends after its period',
    over: { recurrenceMode: 'none' },
    charges: [],
  },
  {
    what: 'a start date in the future',
    over: { startDate: '2026-03-05', discounts: [{ ...half, startDate: '2026-03-12' }] },
  },
  {
    what: 'a start date in the future, and an end date within its first period',
    over: { startDate: '2026-03-05', endDate: '2026-03-07' },
    charges: [],
  },
  {
    what: 'a pay period of its own',
    over: { intervalCount: 10, intervalUnit: 'day', discounts: [{ ...half, startDate: DUE }] },
  },
];

const operators = [
  { name: 'inclusive tax', over: { taxMode: 'inclusive' as const, currency: 'EUR' } },
  { name: 'exclusive tax', over: { taxMode: 'exclusive' as const, currency: 'EUR' } },
  { name: 'a currency without decimals', over: { taxMode: 'exclusive' as const, currency: 'JPY' } },
];

const CHARGES = 4;

/** The charges that a service really gets, as its card names each of them just before it is due. */
async function chargesOf(serviceId: number, from: Date) {
  const charges: { dueAt: Date; priceMinor: bigint }[] = [];
  let now = from;
  for (let count = 0; count < CHARGES; count += 1) {
    const next = (await findServiceCard(staffCtx(now), serviceId))?.next;
    if (!next?.dueAt) break;
    charges.push({ dueAt: next.dueAt, priceMinor: next.priceMinor });
    now = next.dueAt;
    await sweepServiceDates(systemCtx(now));
    await sweepSpecialPeriods(systemCtx(now));
    await sweepRecurrences(systemCtx(now));
  }
  return charges;
}

/** As a preview lists them: the first charge, and each later one with another price. */
function stepsOf<Charge extends { priceMinor: bigint }>(charges: readonly Charge[]): Charge[] {
  return charges.filter(
    ({ priceMinor }, index) => index === 0 || charges[index - 1]?.priceMinor !== priceMinor,
  );
}

describe.each(operators)('what follows in the preview of a new service, with $name', ({ over }) => {
  beforeEach(async () => {
    await givenOperator(over);
  });

  it.each(cases)('is what is then charged: $what', async ({ over: chosen, plan, charges }) => {
    const customerId = await givenCustomer({ balance: 50_000n });
    const { itemId } = await givenPlan({
      ...(over.taxMode === 'exclusive' ? { taxRatePpm: 190_000 } : {}),
      ...plan,
    });
    const asked = { customerId, itemId, network: await givenMeans(), ...chosen };
    const preview = await previewService(staffCtx(), ServiceInput.parse(asked));
    const { serviceId } = await createService(staffCtx(), asked);
    const startsAt = chosen.startDate ? new Date(`${chosen.startDate}T00:00:00Z`) : start;
    if (startsAt > start) await sweepServiceDates(systemCtx(startsAt));
    const real = await chargesOf(serviceId, startsAt);
    const until = real.length < CHARGES ? null : real.at(-1)?.dueAt;
    const shown = preview.follows.filter(({ dueAt }) => !until || dueAt <= until);
    expect(shown).toEqual(stepsOf(real));
    if (charges && over.taxMode === 'inclusive')
      expect(real.map(({ priceMinor }) => priceMinor)).toEqual(charges);
  });
});

describe('the preview of a new service that ends within a period', () => {
  it.each([
    ['the first one', '2026-03-08', '2026-03-09T09:00:00.000Z'],
    ['a later one', '2026-03-20', '2026-03-23T09:00:00.000Z'],
    ['the one that begins on its last day', '2026-03-16', '2026-03-23T09:00:00.000Z'],
  ])('says until when that period would last: %s', async (_which, endDate, until) => {
    await givenOperator();
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const asked = ServiceInput.parse({ customerId, itemId, endDate });
    const preview = await previewService(staffCtx(), asked);
    expect(preview.cutShort?.toISOString()).toBe(until);
  });

  it('says nothing of it when the period lasts no longer than the last day', async () => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    for (const endDate of [DUE, null]) {
      const asked = { customerId, itemId, recurrenceMode: 'none', endDate } as const;
      const preview = await previewService(staffCtx(), ServiceInput.parse(asked));
      expect(preview.cutShort).toBeNull();
    }
  });
});

describe('the preview of a new service that waits for another one', () => {
  it('says that nothing is charged before the service it waits for starts', async () => {
    await givenOperator();
    const customerId = await givenCustomer({ balance: 5_000n });
    const { itemId } = await givenPlan();
    const begun = await givenService({ customerId, itemId });
    const { serviceId: pending } = await createService(staffCtx(), { customerId, itemId });
    for (const [waitsForServiceId, waitsFor, status] of [
      [begun, null, 'active'],
      [pending, 'service', 'pending'],
    ] as const) {
      const asked = { customerId, itemId, network: await givenMeans(), waitsForServiceId };
      const preview = await previewService(staffCtx(), ServiceInput.parse(asked));
      expect(preview.waitsFor).toBe(waitsFor);
      const { serviceId } = await createService(staffCtx(), asked);
      expect((await serviceNow(serviceId)).status).toBe(status);
    }
    expect(await balanceOf(customerId)).toBe(5_000n - 2n * 500n);
  });
});
