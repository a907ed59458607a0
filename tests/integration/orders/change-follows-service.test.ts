import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { getTargetTerms } from '@/lib/catalog/lookups';
import { previewRollout } from '@/lib/rollouts/preview-rollout';
import type { ServiceInput } from '@/lib/services/service-input';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  GIGABYTE,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { confirmOrder } from './support';

beforeAll(() => givenOperator());

const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;
const percent = (percentPpm: number, over: { endDate?: string; stackable?: boolean } = {}) =>
  ({ kind: 'percent', percentPpm, startDate: '2026-01-01', stackable: false, ...over }) as const;

/** A service on a free plan, so that a change costs only the new plan's price and fee. */
async function changed(
  service: Partial<ServiceInput>,
  target: Partial<ItemTerms>,
  from: Partial<ItemTerms> = {},
) {
  const customerId = await givenCustomer({ balance: 90_000_000n });
  const old = await givenPlan({ ...monthly, unitPriceMinor: 0n, ...from });
  const to = await givenPlan({ ...monthly, ...target });
  const serviceId = await givenService({ customerId, itemId: old.itemId, ...service });
  const before = await balanceOf(customerId);
  const { preview } = await confirmOrder(
    subscriberCtx(customerId, at(start, { days: 1 })),
    customerId,
    { kind: 'plan_change', serviceId, itemId: to.itemId, moment: 'now' },
  );
  const [row] = await getSql()<{ price_minor: string; granted: string | null; custom: string }[]>`
    select c.price_minor, s.custom_price_minor as custom, (select sum(granted_bytes)::text from allocations a
      where a.service_id = c.service_id and a.period_index = c.next_index - 1) as granted
    from schedule c join services s on s.id = c.service_id where c.service_id = ${serviceId}`;
  return {
    preview,
    charged: before - (await balanceOf(customerId)),
    next: BigInt(row?.price_minor ?? -1),
    granted: row?.granted == null ? null : BigInt(row.granted),
    customPrice: row?.custom ?? null,
  };
}

describe('a change of plan takes the service as it is', () => {
  it('three of a 20.00 plan cost 60.00 now and at the renewal, and bring three times the data', async () => {
    const target = { unitPriceMinor: 2_000n, dataLimitBytes: 5n * GIGABYTE };
    const { preview, charged, next, granted } = await changed({ quantity: 3 }, target);
    expect([preview.quote.totalMinor, charged, next]).toEqual([6_000n, 6_000n, 6_000n]);
    expect([preview.quote.dataBytes, granted]).toEqual([15n * GIGABYTE, 15n * GIGABYTE]);
  });

  it('a bonus is included in the data shown and granted, times the quantity', async () => {
    const target = { dataLimitBytes: 5n * GIGABYTE, bonusDataBytes: GIGABYTE };
    const { preview, granted } = await changed({ quantity: 2 }, target);
    expect([preview.quote.dataBytes, granted]).toEqual([12n * GIGABYTE, 12n * GIGABYTE]);
  });

  it('a discount of 50 % applies to the new plan, and has a line in the sheet', async () => {
    const service = { discounts: [percent(500_000)] };
    const { preview, charged, next } = await changed(service, { unitPriceMinor: 3_000n });
    expect([charged, next]).toEqual([1_500n, 1_500n]);
    expect(preview.quote.lines.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['plan', 3_000n],
      ['discount', -1_500n],
    ]);
  });

  it('two of a 39.00 plan with 10 % off cost 70.20', async () => {
    const service = { quantity: 2, discounts: [percent(100_000)] };
    const { preview, charged, next } = await changed(service, { unitPriceMinor: 3_900n });
    expect([preview.quote.totalMinor, charged, next]).toEqual([7_020n, 7_020n, 7_020n]);
  });

  it('a discount that ends with the month lowers this charge and not the next', async () => {
    const service = { discounts: [percent(500_000, { endDate: '2026-03-31' })] };
    const { charged, next } = await changed(service, { unitPriceMinor: 3_000n });
    expect([charged, next]).toEqual([1_500n, 3_000n]);
  });

  it('a custom price ends with the old plan', async () => {
    const service = { customPriceMinor: 1_700n, quantity: 2 };
    const { charged, next, customPrice } = await changed(
      service,
      { unitPriceMinor: 2_000n },
      {
        refundsUnused: false,
      },
    );
    expect([charged, next, customPrice]).toEqual([4_000n, 4_000n, null]);
  });

  it('whether it is an upgrade or a downgrade, and so the fee, depends on what the service pays', async () => {
    const from = {
      unitPriceMinor: 3_000n,
      changeFeeUpMinor: 100n,
      changeFeeDownMinor: 900n,
      refundsUnused: false,
    };
    const target = { unitPriceMinor: 3_500n };
    expect((await changed({ quantity: 3 }, target, from)).charged).toBe(10_800n);
  });

  it('at the period’s end, the sheet shows its data and the next charge is its price', async () => {
    const customerId = await givenCustomer({ balance: 90_000n });
    const old = await givenPlan(monthly);
    const to = await givenPlan({ ...monthly, unitPriceMinor: 2_000n });
    const service = { quantity: 3, discounts: [percent(100_000)] };
    const serviceId = await givenService({ customerId, itemId: old.itemId, ...service });
    const request = {
      kind: 'plan_change',
      serviceId,
      itemId: to.itemId,
      moment: 'period_end',
    } as const;
    const { preview } = await confirmOrder(subscriberCtx(customerId), customerId, request);
    expect(preview.quote.dataBytes).toBe(15n * GIGABYTE);
    const { sweepSpecialPeriods } = await import('@/lib/recurrence/sweep-special-periods');
    const before = await balanceOf(customerId);
    await sweepSpecialPeriods({ ...staffCtx(new Date('2026-04-02T09:00:00Z')) });
    expect(before - (await balanceOf(customerId))).toBe(5_400n);
  });

  it('in a rollout the new price is the one each service will pay', async () => {
    const customerId = await givenCustomer({ balance: 90_000n });
    const old = await givenPlan(monthly);
    const to = await givenPlan({ ...monthly, unitPriceMinor: 3_900n });
    const service = { quantity: 2, discounts: [percent(100_000)] };
    await givenService({ customerId, itemId: old.itemId, ...service });
    const target = await getTargetTerms({}, to.versionId);
    const plan = { kind: 'plan', moment: 'period_end', target } as const;
    const { rows } = await previewRollout(staffCtx(), { itemId: old.itemId, plan });
    expect(rows[0]?.change).toMatchObject({ kind: 'apply', newPriceMinor: 7_020n });
  });

  it('the amounts shown, charged and due next agree for any quantity, discounts, prices, tax and dates', async () => {
    const discount = fc.record({
      percentPpm: fc.integer({ min: 1, max: 1_000_000 }),
      stackable: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          quantity: fc.integer({ min: 1, max: 9 }),
          discounts: fc.array(discount, { maxLength: 3 }),
          price: fc.bigInt({ min: 0n, max: 900_000n }),
          taxRatePpm: fc.constantFrom(0, 77_000, 190_000),
          keepAnchor: fc.boolean(),
        }),
        async ({ quantity, discounts, price, taxRatePpm, keepAnchor }) => {
          const service = {
            quantity,
            discounts: discounts.map(({ percentPpm, stackable }) =>
              percent(percentPpm, { stackable }),
            ),
          };
          const one = await changed(service, { unitPriceMinor: price, taxRatePpm, keepAnchor });
          expect(one.charged).toBe(one.preview.quote.totalMinor);
          expect(one.granted).toBe(one.preview.quote.dataBytes);
          if (!keepAnchor) expect(one.next).toBe(one.charged);
          else expect(one.charged <= one.next).toBe(true);
        },
      ),
      { numRuns: 12 },
    );
    expect(await brokenLedgerRules()).toEqual([]);
  });
});
