import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createItem } from '@/lib/catalog/create-item';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { newId } from '@/lib/kit/ids';
import type { ItemKind } from '@/lib/kit/words';
import { findOrderStanding } from '@/lib/orders/lookups/standing';
import type { OrderRequest } from '@/lib/orders/order-input';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { startTopUp } from '@/lib/payments/start-top-up';
import { listOffers } from '@/lib/screens/portal/plans';
import {
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { stateOf } from './sheet';
import { confirmOrder, refusalOf } from './support';

beforeAll(() => givenOperator());

const onAccount = { recurrenceMode: 'one_off', intervalCount: 1, intervalUnit: 'month' } as const;
const BY_STAFF = 'new_plan_on_account_by_staff';

/** An item on account that staff assign to customers, to labels or to nobody. */
async function givenOnAccount(
  over: {
    kind?: ItemKind;
    terms?: Partial<ItemTerms>;
    customerIds?: number[];
    labels?: string[];
  } = {},
): Promise<number> {
  await givenPlan();
  const { kind = 'internet', terms = {}, ...assigned } = over;
  const { itemId } = await createItem(systemCtx(), {
    ...{ name: `On account ${newId()}`, kind, status: 'active', ...assigned },
    terms: { unitPriceMinor: 700n, ...onAccount, ...terms },
  });
  return itemId;
}

const newService = (itemId: number) => ({ kind: 'new_service', itemId }) as const;

async function owedBy(customerId: number): Promise<bigint> {
  const [row] = await getSql()<{ owed: string }[]>`
    select coalesce(sum(-balance_minor), 0)::text as owed from accounts
    where customer_id = ${customerId} and kind = 'postpaid'`;
  return BigInt(row?.owed ?? '0');
}

async function countServices(customerId: number): Promise<number> {
  const [row] = await getSql()<{ count: number }[]>`
    select count(*)::int as count from services where customer_id = ${customerId}`;
  return row?.count ?? 0;
}

async function place(customerId: number, preview: Awaited<ReturnType<typeof previewOrder>>) {
  const { orderId, request, sealedQuote: quote } = preview;
  return placeOrder(subscriberCtx(customerId), { orderId, customerId, request, quote });
}

const toAccount = (itemId: number) => getSql()`
  update catalog_item_versions set recurrence_mode = 'one_off' where item_id = ${itemId}`;

async function offeredTo(customerId: number, itemId: number) {
  const offers = await listOffers(subscriberCtx(customerId), customerId);
  return offers.find((offer) => offer.itemId === itemId);
}

describe('a new service on account', () => {
  it.each(['internet', 'voice', 'custom'] as const)(
    'is neither offered to a subscriber nor ordered by one: %s',
    async (kind) => {
      const customerId = await givenCustomer({ balance: 10_000n });
      const itemId = await givenOnAccount({ kind });
      const request = newService(itemId);
      const ctx = subscriberCtx(customerId);
      expect(await offeredTo(customerId, itemId)).toBeUndefined();
      expect(await refusalOf(previewOrder(ctx, { customerId, request }))).toBe(BY_STAFF);
      expect([await owedBy(customerId), await countServices(customerId)]).toEqual([0n, 0]);
    },
  );

  it('is refused to a subscriber who brings the sheet of staff', async () => {
    const customerId = await givenCustomer();
    const request = newService(await givenOnAccount());
    const preview = await previewOrder(staffCtx(), { customerId, request });
    expect(await refusalOf(place(customerId, preview))).toBe(BY_STAFF);
    expect(await owedBy(customerId)).toBe(0n);
  });

  it('is open to staff for every customer, once', async () => {
    const customerId = await givenCustomer();
    const request = newService(await givenOnAccount());
    const { preview, placed } = await confirmOrder(staffCtx(), customerId, request);
    expect([placed.kind, preview.quote.isOffered]).toEqual(['executed', false]);
    const { orderId, sealedQuote: quote } = preview;
    const again = await placeOrder(staffCtx(), { orderId, customerId, request, quote });
    expect(again).toMatchObject({ kind: 'executed', isRepeat: true });
    expect([await owedBy(customerId), await countServices(customerId)]).toEqual([700n, 1]);
  });

  it('is open to a customer to whom staff assigned it, and to nobody else', async () => {
    const [customerId, other] = [await givenCustomer(), await givenCustomer()];
    const itemId = await givenOnAccount({ customerIds: [customerId] });
    expect((await offeredTo(customerId, itemId))?.refusal).toBeNull();
    expect(await offeredTo(other, itemId)).toBeUndefined();
    const { placed } = await confirmOrder(
      subscriberCtx(customerId),
      customerId,
      newService(itemId),
    );
    expect(placed.kind).toBe('executed');
    expect(await owedBy(customerId)).toBe(700n);
    const strange = previewOrder(subscriberCtx(other), {
      ...{ customerId: other, request: newService(itemId) },
    });
    expect(await refusalOf(strange)).toBe('not_found');
  });

  it('is open to a customer with a label to which staff assigned it', async () => {
    const customerId = await givenCustomer();
    const label = `company ${newId()}`;
    await getSql()`insert into customer_labels (customer_id, label) values (${customerId}, ${label})`;
    const itemId = await givenOnAccount({ labels: [label] });
    const { placed } = await confirmOrder(
      subscriberCtx(customerId),
      customerId,
      newService(itemId),
    );
    expect(placed.kind).toBe('executed');
  });

  it('is refused once staff take it back from the customer, with the sheet open', async () => {
    const customerId = await givenCustomer();
    const itemId = await givenOnAccount({ customerIds: [customerId] });
    const request = newService(itemId);
    const preview = await previewOrder(subscriberCtx(customerId), { customerId, request });
    await getSql()`delete from catalog_item_assignments where item_id = ${itemId}`;
    expect(await refusalOf(place(customerId, preview))).toBe(BY_STAFF);
    expect([await owedBy(customerId), await countServices(customerId)]).toEqual([0n, 0]);
  });

  it('is not opened by a service that staff put on account: each is theirs to allow', async () => {
    const customerId = await givenCustomer();
    const itemId = await givenOnAccount();
    await givenService({ customerId, itemId });
    const request = newService(itemId);
    expect(await refusalOf(previewOrder(subscriberCtx(customerId), { customerId, request }))).toBe(
      BY_STAFF,
    );
    // A change of that service to it stays on offer.
    expect(await offeredTo(customerId, await givenOnAccount())).toMatchObject({
      refusal: BY_STAFF,
    });
  });
});

describe('a plan that becomes one on account', () => {
  async function givenOpen(balance: bigint) {
    const customerId = await givenCustomer({ balance });
    const { itemId } = await givenPlan({ unitPriceMinor: 700n });
    const request: OrderRequest = newService(itemId);
    const preview = await previewOrder(subscriberCtx(customerId), { customerId, request });
    return { customerId, itemId, request, preview };
  }

  it('is refused while its sheet is open', async () => {
    const { customerId, itemId, preview } = await givenOpen(1_000n);
    await toAccount(itemId);
    expect(await refusalOf(place(customerId, preview))).toBe(BY_STAFF);
    expect([await owedBy(customerId), await balanceOf(customerId)]).toEqual([0n, 1_000n]);
  });

  it('is no longer for sale while its order waits: no payment starts for it', async () => {
    const { customerId, itemId, preview } = await givenOpen(100n);
    const { orderId } = await place(customerId, preview);
    await toAccount(itemId);
    const ids = { customerId, orderId };
    expect(await findOrderStanding(subscriberCtx(customerId), ids)).toEqual({ kind: 'gone' });
    const pay = startTopUp(subscriberCtx(customerId), {
      ...{ topUpId: newId(), customerId, amountMinor: 600n, orderId },
    });
    expect(await refusalOf(pay)).toBe('offer_gone');
  });

  it('fails when the money arrives, which stays in the wallet', async () => {
    const { customerId, itemId, preview } = await givenOpen(100n);
    const { orderId } = await place(customerId, preview);
    await toAccount(itemId);
    await givenCredit(customerId, 600n);
    await putCreditToUse(systemCtx(start), { customerId, orderId });
    expect(await stateOf(orderId)).toEqual({ state: 'failed', failure: 'offer_gone' });
    expect([await owedBy(customerId), await balanceOf(customerId)]).toEqual([0n, 700n]);
    expect(await countServices(customerId)).toBe(0);
  });
});

describe('a plan on account that staff assigned', () => {
  it('may also replace a plan that is paid from the credit', async () => {
    const customerId = await givenCustomer({ balance: 1_000n });
    const { itemId } = await givenPlan({ unitPriceMinor: 500n });
    const serviceId = await givenService({ customerId, itemId });
    const toId = await givenOnAccount({ customerIds: [customerId] });
    const change = { kind: 'plan_change', serviceId, itemId: toId, moment: 'now' } as const;
    const { placed } = await confirmOrder(subscriberCtx(customerId), customerId, change);
    expect(placed.kind).toBe('executed');
  });
});

describe('a pack for a service on account', () => {
  it('is paid from the credit, and is never owed', async () => {
    const customerId = await givenCustomer();
    const { itemId } = await givenPlan({ ...onAccount, unitPriceMinor: 700n });
    const serviceId = await givenService({ customerId, itemId });
    const [pack] = await getSql()<{ id: string }[]>`
      insert into packs (item_id, name, data_bytes, price_minor)
      values (${itemId}, 'Extra', 1000, 300) returning id`;
    const request = { kind: 'pack', serviceId, packId: Number(pack?.id) } as const;
    const owed = await owedBy(customerId);
    const { placed } = await confirmOrder(subscriberCtx(customerId), customerId, request);
    expect(placed).toMatchObject({ kind: 'waiting', shortMinor: 300n });
    await givenCredit(customerId, 300n);
    await putCreditToUse(systemCtx(start), { customerId });
    expect([await owedBy(customerId), await balanceOf(customerId)]).toEqual([owed, 0n]);
  });
});
