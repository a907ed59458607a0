import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { confirmOrder } from './support';

beforeAll(() => givenOperator());

const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;

/** Changes a service with a fee on its first period to a free plan an hour later; returns the refund and its tax. */
async function changedAfterAnHour(terms: Partial<ItemTerms>, targetTerms: Partial<ItemTerms> = {}) {
  const customerId = await givenCustomer({ balance: 99_999_999n });
  const from = await givenPlan({ ...monthly, ...terms });
  const to = await givenPlan({ ...monthly, unitPriceMinor: 0n, ...targetTerms });
  const serviceId = await givenService({ customerId, itemId: from.itemId });
  const before = await balanceOf(customerId);
  const ctx = subscriberCtx(customerId, at(start, { hours: 1 }));
  const { preview } = await confirmOrder(ctx, customerId, {
    kind: 'plan_change',
    serviceId,
    itemId: to.itemId,
    moment: 'now',
  });
  const moved = (await balanceOf(customerId)) - before;
  expect(moved).toBe(-preview.quote.totalMinor);
  return { moved, tax: -preview.quote.taxMinor, serviceId };
}

describe('an activation fee', () => {
  it('stays with the operator: of 30.00 and a fee of 100.00, 29.96 comes back an hour later', async () => {
    const fee = { unitPriceMinor: 3_000n, activationFeeMinor: 10_000n };
    expect((await changedAfterAnHour(fee)).moved).toBe(2_996n);
  });

  it('stays with the operator where the new plan takes over the rest of the period', async () => {
    const fee = { unitPriceMinor: 3_000n, activationFeeMinor: 10_000n };
    const keep = { unitPriceMinor: 3_000n, keepAnchor: true };
    expect((await changedAfterAnHour({ ...fee, keepAnchor: true }, keep)).moved).toBe(0n);
  });

  it('stays with its tax, even for large amounts', async () => {
    const plain = { unitPriceMinor: 30_000_000n, taxRatePpm: 190_000 };
    const without = await changedAfterAnHour(plain);
    const withFee = await changedAfterAnHour({ ...plain, activationFeeMinor: 7_777_777n });
    expect(withFee.moved).toBe(without.moved);
    expect(withFee.tax).toBe(without.tax);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('stays with tax on top of prices', async () => {
    await givenOperator({ taxMode: 'exclusive' });
    const plain = { unitPriceMinor: 1_000n, taxRatePpm: 190_000 };
    const without = await changedAfterAnHour(plain);
    const withFee = await changedAfterAnHour({ ...plain, activationFeeMinor: 333n });
    expect(withFee).toMatchObject({ moved: without.moved, tax: without.tax });
    await givenOperator({ taxMode: 'inclusive' });
  });

  it('is kept only with the first period', async () => {
    const { serviceId } = await changedAfterAnHour({
      activationFeeMinor: 119n,
      taxRatePpm: 190_000,
    });
    const rows = await getSql()`select index, fee_minor, fee_tax_minor from periods
      where service_id = ${serviceId} order by index`;
    expect(rows).toEqual([
      { index: 0, fee_minor: '119', fee_tax_minor: '19' },
      { index: 1, fee_minor: '0', fee_tax_minor: '0' },
    ]);
  });
});
