import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { freezeQuote, thawQuote } from '@/lib/orders/frozen-quote';
import type { OrderRequest } from '@/lib/orders/order-input';
import { type OrderPreview, previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { quoteOrder } from '@/lib/orders/quote-order';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { type Statement, statementsOf } from '@/tests/support/statements';
import { confirmAt, monthly, shownAt, stateOf } from './sheet';

beforeAll(() => givenOperator());

const kinds = ['new plan', 'one-off item', 'pack', 'change now', 'change at the end'] as const;
type Kind = (typeof kinds)[number];

async function givenOneOff(): Promise<number> {
  const { itemId, versionId } = await givenPlan({ unitPriceMinor: 5_000n });
  await getSql()`update catalog_items set kind = 'custom' where id = ${itemId}`;
  await getSql()`
    update catalog_item_versions set recurrence_mode = 'none', interval_count = null, interval_unit = null,
      data_limit_bytes = null where id = ${versionId}`;
  return itemId;
}

/** A customer with a running service, and a request they cannot pay for yet. */
async function givenWish(kind: Kind, to: Partial<ItemTerms> = {}) {
  const own = await givenPlan({ ...monthly, unitPriceMinor: 3_000n, changeFeeUpMinor: 200n });
  const plan = await givenPlan({ ...monthly, unitPriceMinor: 5_000n, taxRatePpm: 190_000, ...to });
  const customerId = await givenCustomer({ balance: 3_000n });
  const serviceId = await givenService({ customerId, itemId: own.itemId });
  const [pack] = await getSql()<{ id: string }[]>`
    insert into packs (item_id, name, data_bytes, price_minor, valid_days)
    values (${own.itemId}, '1 GB', 1000000000, 5000, 3) returning id`;
  const change = { kind: 'plan_change', serviceId, itemId: plan.itemId } as const;
  const requests: Record<Kind, OrderRequest> = {
    'new plan': { kind: 'new_service', itemId: plan.itemId },
    'one-off item': { kind: 'new_service', itemId: await givenOneOff() },
    pack: { kind: 'pack', serviceId, packId: Number(pack?.id) },
    'change now': { ...change, moment: 'now' },
    'change at the end': { ...change, moment: 'period_end' },
  };
  return { customerId, serviceId, request: requests[kind], plan, packId: Number(pack?.id) };
}

/** Number of times an order's facts are loaded: its service, its pack, and the item it leads to. */
function loadsIn(statements: readonly Statement[]) {
  const texts = statements.map(({ text }) => text);
  const count = (isOne: (text: string) => boolean) => texts.filter(isOne).length;
  return {
    service: count((text) => text.startsWith('select "services"."holds"')),
    pack: count((text) => text.includes('from "packs"')),
    // Not the terms of other planned changes, which join the same tables to theirs.
    item: count((text) =>
      /from "catalog_items" inner join \S+ on \S+ = "catalog_items"."current_version_id"/.test(
        text,
      ),
    ),
  };
}

const loads: Record<Kind, ReturnType<typeof loadsIn>> = {
  'new plan': { service: 0, pack: 0, item: 1 },
  'one-off item': { service: 0, pack: 0, item: 1 },
  pack: { service: 1, pack: 1, item: 0 },
  'change now': { service: 1, pack: 0, item: 1 },
  'change at the end': { service: 1, pack: 0, item: 1 },
};

describe('an order of each kind', () => {
  it.each(kinds)(
    'loads its facts once for the sheet, and once for the execution: %s',
    async (kind) => {
      const { customerId, request } = await givenWish(kind);
      await givenCredit(customerId, 9_000n);
      const ctx = subscriberCtx(customerId, shownAt);
      let preview: OrderPreview | undefined;
      const shown = await statementsOf(async () => {
        preview = await previewOrder(ctx, { customerId, request });
      });
      expect(loadsIn(shown)).toEqual(loads[kind]);
      if (!preview) throw new Error('there is no sheet');
      const sheet = { customerId, preview };
      const placed = await statementsOf(async () => {
        expect(await confirmAt(at(shownAt, { minutes: 1 }), sheet)).toMatchObject({
          kind: 'executed',
        });
      });
      expect(loadsIn(placed)).toEqual(loads[kind]);
      expect(await brokenLedgerRules()).toEqual([]);
    },
  );

  it.each(kinds.filter((kind) => kind !== 'change at the end'))(
    'loads its facts once when it is placed, and once when its money arrives: %s',
    async (kind) => {
      const { customerId, request } = await givenWish(kind);
      const preview = await previewOrder(subscriberCtx(customerId, shownAt), {
        customerId,
        request,
      });
      const paidAt = at(shownAt, { minutes: 5 });
      let orderId = '';
      const placed = await statementsOf(async () => {
        const { kind: outcome, orderId: id } = await confirmAt(shownAt, { customerId, preview });
        expect(outcome).toBe('waiting');
        orderId = id;
      });
      expect(loadsIn(placed)).toEqual(loads[kind]);
      await givenCredit(customerId, preview.quote.totalMinor, paidAt);
      const paid = await statementsOf(() =>
        putCreditToUse(systemCtx(paidAt), { customerId, orderId }),
      );
      expect(loadsIn(paid)).toEqual(loads[kind]);
      expect(await stateOf(orderId)).toMatchObject({ state: 'executed' });
      expect(await balanceOf(customerId)).toBe(0n);
    },
  );

  it.each(kinds)('has a quote that survives serialisation unchanged: %s', async (kind) => {
    const { customerId, request } = await givenWish(kind, { keepAnchor: true });
    const quoted = await quoteOrder(subscriberCtx(customerId, shownAt), { customerId, request });
    const thawed = thawQuote(JSON.parse(JSON.stringify(freezeQuote(quoted))));
    expect(thawed).toEqual(quoted);
    expect(thawed?.made).toBeDefined();
  });
});

/** Where the value an order carries is visible after its execution, for each kind that waits for money. */
const carried = [
  ['new plan', '{made,deed,item,name}', "select after ->> 'item' as said from service_history"],
  ['pack', '{made,deed,packName}', 'select text as said from transfers'],
  ['change now', '{made,deed,terms,itemName}', 'select text as said from transfers'],
] as const;

describe('an order that waits while none of its facts change', () => {
  it.each(carried)('is executed from what it carries: %s', async (kind, field, said) => {
    const { customerId, request } = await givenWish(kind);
    const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
    const { orderId } = await confirmAt(shownAt, { customerId, preview });
    await getSql().unsafe(
      `update orders set quote = jsonb_set(quote, '${field}', '"As carried"') where id = '${orderId}'`,
    );
    await givenCredit(customerId, preview.quote.totalMinor, shownAt);
    await putCreditToUse(systemCtx(shownAt), { customerId, orderId });
    expect(await stateOf(orderId)).toMatchObject({ state: 'executed' });
    const rows = await getSql().unsafe<{ said: string | null }[]>(
      `${said} where service_id = (select service_id from orders where id = '${orderId}')`,
    );
    expect(rows.map((row) => row.said)).toContain('As carried');
  });
});

/** The sheet of a request, with enough credit for it. */
async function givenSheetOf(kind: Kind) {
  const wish = await givenWish(kind);
  const { customerId, request } = wish;
  await givenCredit(customerId, 9_000n);
  const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
  const confirm = () => confirmAt(at(shownAt, { minutes: 1 }), { customerId, preview });
  return { ...wish, preview, confirm };
}

async function givenSameTermsAnew({ itemId }: { itemId: number }): Promise<number> {
  const [version] = await getSql()<{ id: string }[]>`
    insert into catalog_item_versions overriding system value select (v.newer).* from (
      select jsonb_populate_record(t, jsonb_build_object(
        'id', (select max(id) + 1000 from catalog_item_versions), 'version', t.version + 1)) as newer
      from catalog_item_versions t where t.item_id = ${itemId}) v returning id`;
  const id = Number(version?.id);
  await getSql()`update catalog_items set current_version_id = ${id} where id = ${itemId}`;
  return id;
}

describe('rows that changed since the sheet but still keep its promise', () => {
  it.each(['new plan', 'change now'] as const)(
    'are the ones sold: the newer terms, %s',
    async (kind) => {
      const { plan, preview, confirm, customerId } = await givenSheetOf(kind);
      const versionId = await givenSameTermsAnew(plan);
      const before = await balanceOf(customerId);
      const placed = await confirm();
      if (placed.kind !== 'executed') throw new Error('it waits');
      const [service] = await getSql()<{ id: string }[]>`
        select item_version_id as id from services where id = ${placed.serviceId}`;
      expect(Number(service?.id)).toBe(versionId);
      expect(before - (await balanceOf(customerId))).toBe(preview.quote.totalMinor);
    },
  );

  it('are the ones sold: the plan recorded for the renewal', async () => {
    const { plan, confirm, serviceId } = await givenSheetOf('change at the end');
    const versionId = await givenSameTermsAnew(plan);
    await confirm();
    const [service] = await getSql()<{ id: string }[]>`
      select next_item_version_id as id from services where id = ${serviceId}`;
    expect(Number(service?.id)).toBe(versionId);
  });

  it('are the ones sold: a pack under its new name', async () => {
    const { packId, confirm, serviceId } = await givenSheetOf('pack');
    await getSql()`update packs set name = 'One gigabyte' where id = ${packId}`;
    await confirm();
    const [transfer] = await getSql()<{ text: string }[]>`
      select text from transfers where service_id = ${serviceId} order by id desc limit 1`;
    expect(transfer?.text).toBe('One gigabyte');
  });
});
