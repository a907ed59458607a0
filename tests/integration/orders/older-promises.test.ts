import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import {
  at,
  balanceOf,
  givenCredit,
  givenOperator,
  givenPlan,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmAt, givenSheet, monthly, shownAt, stateOf } from './sheet';

beforeAll(() => givenOperator());

const minutes = (count: number) => at(shownAt, { minutes: count });

/** An immediate change waiting for its money, with a plan that follows at the renewal. */
async function givenWaiting() {
  const sheet = await givenSheet();
  const { customerId, serviceId, to } = sheet;
  const day = await givenPlan({ ...monthly, unitPriceMinor: 900n });
  const open = (itemId: number, moment: 'now' | 'period_end') => {
    const request = { kind: 'plan_change', serviceId, itemId, moment } as const;
    return previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
  };
  await confirmAt(shownAt, { customerId, preview: await open(day.itemId, 'period_end') });
  const preview = await open(to.itemId, 'now');
  const placed = await confirmAt(shownAt, { customerId, preview });
  if (placed.kind !== 'waiting') throw new Error('it does not wait');
  const { orderId, shortMinor } = placed;
  const pay = async () => {
    await givenCredit(customerId, shortMinor, minutes(5));
    await putCreditToUse(systemCtx(minutes(5)), { customerId, orderId });
    return stateOf(orderId);
  };
  return { customerId, serviceId, orderId, day, pay };
}

/** Another version of an item's terms, chosen for the service's next period. */
async function givenNewerTerms({ serviceId, itemId }: { serviceId: number; itemId: number }) {
  const [version] = await getSql()<{ id: string }[]>`
    insert into catalog_item_versions overriding system value select (v.newer).* from (
      select jsonb_populate_record(t, jsonb_build_object(
        'id', (select max(id) + 1000 from catalog_item_versions), 'version', t.version + 1)) as newer
      from catalog_item_versions t where t.item_id = ${itemId}) v returning id`;
  const id = Number(version?.id);
  await getSql()`update catalog_items set current_version_id = ${id} where id = ${itemId}`;
  await getSql()`update services set next_item_version_id = ${id} where id = ${serviceId}`;
}

describe('an order whose promise was stored by an earlier version', () => {
  it('is executed where that did not say what a change replaces', async () => {
    const { customerId, orderId, pay } = await givenWaiting();
    await getSql()`update orders set quote = (quote - 'made') #- '{quote,replaces}' where id = ${orderId}`;
    expect(await pay()).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('is executed where that named the planned plan by its terms', async () => {
    const { orderId, pay } = await givenWaiting();
    await getSql()`
      update orders set quote = jsonb_set((quote - 'made') #- '{quote,replaces,0,versionId}', '{quote,replaces,0,id}',
        quote #> '{quote,replaces,0,versionId}') where id = ${orderId}`;
    expect(await pay()).toMatchObject({ state: 'executed' });
  });
});

describe('an order stored without what its execution needs, or in an older form', () => {
  it.each([
    [
      'without',
      (id: string) => getSql()`update orders set quote = quote - 'made' where id = ${id}`,
    ],
    [
      'in other words',
      (id: string) => getSql()`
        update orders set quote = jsonb_set(quote, '{made,deed}', '{"kind":"another"}') where id = ${id}`,
    ],
  ])('is rebuilt from the rows and executed as shown: %s', async (_what, rewrite) => {
    const { customerId, orderId, pay } = await givenWaiting();
    await rewrite(orderId);
    expect(await pay()).toMatchObject({ state: 'executed' });
    expect(await balanceOf(customerId)).toBe(0n);
  });
});

describe('a change that replaces a planned one', () => {
  it('still does so when the planned plan has newer terms', async () => {
    const { serviceId, day, pay } = await givenWaiting();
    await givenNewerTerms({ serviceId, itemId: day.itemId });
    expect(await pay()).toMatchObject({ state: 'executed' });
  });
});
