import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createItem } from '@/lib/catalog/create-item';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { newId } from '@/lib/kit/ids';
import { previewOrder } from '@/lib/orders/preview-order';
import { listChangeRefusals } from '@/lib/screens/portal/plans';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { refusalOf } from './support';

beforeAll(() => givenOperator());

/** Lets services of a plan change to these plans only. */
async function givenTargets(itemId: number, targetItemIds: readonly number[]): Promise<void> {
  for (const target of targetItemIds)
    await getSql()`insert into plan_targets (item_id, target_item_id) values (${itemId}, ${target})`;
}

const given = async (kind: 'internet' | 'custom', terms: Partial<ItemTerms> = {}) =>
  createItem(systemCtx(), {
    ...{ name: `Item ${newId()}`, kind, status: 'active' },
    terms: {
      unitPriceMinor: 700n,
      recurrenceMode: 'credit_based',
      intervalCount: 1,
      intervalUnit: 'month',
      ...terms,
    },
  });

describe('the plans that the picker offers to change to', () => {
  it.each([
    ['of a plan with a list of targets', true],
    ['of a plan without one', false],
  ])('are exactly those that the order accepts: %s', async (_which, isRestricted) => {
    const customerId = await givenCustomer({ balance: 5_000n });
    const from = await givenPlan({ changeMoment: 'either' });
    const listed = await givenPlan();
    const onAccount = await given('internet', { recurrenceMode: 'one_off' });
    const others = [await givenPlan(), await given('custom'), onAccount];
    if (isRestricted) await givenTargets(from.itemId, [listed.itemId, onAccount.itemId]);
    const serviceId = await givenService({ customerId, itemId: from.itemId });
    const ctx = subscriberCtx(customerId);
    const refusals = await listChangeRefusals(ctx, { customerId, serviceId });
    expect(refusals.get(listed.itemId)).toBeNull();
    for (const { itemId } of [listed, ...others]) {
      const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
      const refusal = await refusalOf(previewOrder(ctx, { customerId, request }));
      expect(refusals.get(itemId) ?? 'not refused').toBe(refusal);
    }
    const [unlisted] = others;
    expect(refusals.get(unlisted?.itemId ?? 0)).toBe(isRestricted ? 'plan_not_a_target' : null);
    expect(refusals.has(from.itemId)).toBe(false);
  });
});
