import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { changeItemStatus } from '@/lib/catalog/change-item-status';
import { createCategory } from '@/lib/catalog/create-category';
import { createItem } from '@/lib/catalog/create-item';
import { deleteCategory } from '@/lib/catalog/delete-category';
import { deleteItem } from '@/lib/catalog/delete-item';
import { moveCategory } from '@/lib/catalog/move-category';
import { renameCategory } from '@/lib/catalog/rename-category';
import { compareItems } from '@/lib/catalog/rules/compare-items';
import { changeItem } from '@/lib/rollouts/change-item';
import { listCatalogue, listCategories } from '@/lib/screens/admin/catalogue';
import { getItem, listVersions } from '@/lib/screens/admin/catalogue-item';
import { listOffers } from '@/lib/screens/portal/plans';
import {
  GIGABYTE,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { formOf, refusalOf, versionsOf } from './support';

beforeAll(() => givenOperator());

describe('a catalogue item', () => {
  it('is created with its packs and audience, and read back unchanged', async () => {
    const customerId = await givenCustomer();
    const { itemId } = await createItem(staffCtx(), {
      name: 'Everything 20 GB',
      kind: 'internet',
      status: 'active',
      terms: {
        unitPriceMinor: 1_999n,
        taxRatePpm: 88_750,
        recurrenceMode: 'credit_based',
        intervalCount: 2,
        intervalUnit: 'week',
        dataLimitBytes: 20n * GIGABYTE,
        specification: [{ label: 'Good for', value: 'Two' }],
      },
      labels: ['vip', 'vip'],
      customerIds: [customerId],
      packs: [{ name: 'Plus', dataBytes: GIGABYTE, priceMinor: 200n }],
    });
    expect(await getItem(staffCtx(), itemId)).toMatchObject({
      version: 1,
      labels: ['vip'],
      customers: [{ customerId }],
      packs: [{ name: 'Plus', priceMinor: 200n }],
      terms: { unitPriceMinor: 1_999n, taxRatePpm: 88_750, intervalCount: 2 },
    });
  });

  it('lists no target that its services could not change to, and keeps what it lists already', async () => {
    const plan = await givenPlan();
    const terms = { unitPriceMinor: 500n, recurrenceMode: 'none' } as const;
    const monthly = { ...terms, intervalCount: 1, intervalUnit: 'month' } as const;
    const given = { kind: 'voice', status: 'active' } as const;
    const line = await createItem(staffCtx(), { ...given, name: 'Line A', terms: monthly });
    const setUp = await createItem(staffCtx(), { ...given, name: 'Set-up of a line', terms });
    const faults = [
      [plan.itemId, 'item_target_other_kind'],
      [setUp.itemId, 'item_target_one_time'],
    ] as const;
    for (const [targetItemId, key] of faults) {
      const lists = { targetItemIds: [targetItemId] };
      const adding = createItem(staffCtx(), {
        ...{ ...given, name: `Line to ${targetItemId}`, terms: monthly },
        ...lists,
      });
      expect(await refusalOf(adding)).toBe(key);
      const changing = changeItem(staffCtx(), await formOf(line.itemId, lists));
      expect(await refusalOf(changing)).toBe(key);
    }
    await getSql()`insert into plan_targets (item_id, target_item_id)
      values (${line.itemId}, ${setUp.itemId})`;
    await changeItem(staffCtx(), await formOf(line.itemId, { name: 'Line B' }));
    expect((await getItem(staffCtx(), line.itemId)).targets).toHaveLength(1);
  });

  it('of a kind without a router keeps no router terms', async () => {
    const { itemId } = await createItem(staffCtx(), {
      name: 'Line',
      kind: 'voice',
      terms: {
        unitPriceMinor: 600n,
        recurrenceMode: 'none',
        downBitsPerSecond: 5n,
        dataLimitBytes: 1n,
      },
    });
    const { terms } = await getItem(staffCtx(), itemId);
    expect(terms).toMatchObject({ downBitsPerSecond: null, dataLimitBytes: null });
  });

  it('gets a new version only when its terms change', async () => {
    const { itemId } = await givenPlan();
    await changeItem(staffCtx(), await formOf(itemId, { name: 'Renamed plan' }));
    expect(await versionsOf(itemId)).toEqual([1]);
    const changed = await changeItem(
      staffCtx(),
      await formOf(itemId, { terms: { unitPriceMinor: 700n } }),
    );
    expect(changed.isNewVersion).toBe(true);
    expect(await versionsOf(itemId)).toEqual([1, 2]);
    const [newest] = await listVersions(staffCtx(), itemId);
    expect(newest).toMatchObject({ version: 2, terms: { unitPriceMinor: 700n } });
  });

  it('is changed once by the same form sent twice, also at the same time', async () => {
    const { itemId } = await givenPlan();
    const form = await formOf(itemId, { terms: { unitPriceMinor: 810n } });
    await Promise.all([changeItem(staffCtx(), form), changeItem(staffCtx(), form)]);
    await changeItem(staffCtx(), form);
    expect(await versionsOf(itemId)).toEqual([1, 2]);
  });

  it('refuses a form opened before another person’s change', async () => {
    const { itemId } = await givenPlan();
    const [mine, theirs] = [
      await formOf(itemId, { terms: { unitPriceMinor: 900n } }),
      await formOf(itemId, { terms: { unitPriceMinor: 950n } }),
    ];
    const results = await Promise.all(
      [mine, theirs].map((form) => refusalOf(changeItem(staffCtx(), form))),
    );
    expect(results.sort()).toEqual(['item_changed_meanwhile', 'not refused']);
    expect(await versionsOf(itemId)).toEqual([1, 2]);
  });

  it('refuses a name that is taken, at the field', async () => {
    const [one, two] = [await givenPlan({ name: 'Taken' }), await givenPlan()];
    const change = changeItem(staffCtx(), await formOf(two.itemId, { name: 'Taken' }));
    await expect(change).rejects.toMatchObject({ key: 'name_taken', field: 'name' });
    expect((await getItem(staffCtx(), one.itemId)).name).toBe('Taken');
  });

  it('refuses a name that differs from another only in case or white space', async () => {
    const [{ itemId }, other] = [await givenPlan({ name: 'Dup Twice' }), await givenPlan()];
    const taken = { key: 'name_taken', field: 'name' };
    for (const name of ['dup twice', 'DUP TWICE', ' Dup Twice ', 'Dup  twice', 'Dup\ttwice']) {
      await expect(givenPlan({ name })).rejects.toMatchObject(taken);
      const change = changeItem(staffCtx(), await formOf(other.itemId, { name }));
      await expect(change).rejects.toMatchObject(taken);
      await changeItem(staffCtx(), await formOf(itemId, { name }));
      expect((await getItem(staffCtx(), itemId)).name).toBe(name.trim());
    }
  });

  it('refuses packs whose names differ only in case or white space', async () => {
    const { itemId } = await givenPlan();
    const packs = ['Boost', 'boost '].map((name) => ({ name, dataBytes: 1n, priceMinor: 1n }));
    const change = changeItem(staffCtx(), await formOf(itemId, { packs }));
    await expect(change).rejects.toThrow('pack_name_repeated');
  });

  it('retires a pack that is no longer offered, and can offer it again under its name', async () => {
    const { itemId } = await givenPlan();
    const pack = { name: 'Boost', dataBytes: GIGABYTE, priceMinor: 150n };
    await changeItem(staffCtx(), await formOf(itemId, { packs: [pack] }));
    const [before] = (await getItem(staffCtx(), itemId)).packs;
    await changeItem(staffCtx(), await formOf(itemId, { packs: [] }));
    expect((await getItem(staffCtx(), itemId)).packs).toEqual([]);
    await changeItem(staffCtx(), await formOf(itemId, { packs: [{ ...pack, priceMinor: 99n }] }));
    const [after] = (await getItem(staffCtx(), itemId)).packs;
    expect(after).toMatchObject({ packId: before?.packId, priceMinor: 99n });
  });

  it('goes on sale, off sale and back, and never back to draft', async () => {
    const { itemId } = await createItem(staffCtx(), {
      name: 'Draft plan',
      kind: 'custom',
      terms: { unitPriceMinor: 1n, recurrenceMode: 'none' },
    });
    const become = (status: 'draft' | 'active' | 'retired') =>
      refusalOf(changeItemStatus(staffCtx(), { itemId, status }));
    expect(await become('retired')).toBe('item_status_not_possible');
    for (const status of ['active', 'active', 'retired', 'active'] as const)
      expect(await become(status)).toBe('not refused');
    expect(await become('draft')).toBe('item_status_not_possible');
  });

  it('can be deleted only as an unused draft', async () => {
    const draft = await createItem(staffCtx(), {
      name: 'To be deleted',
      kind: 'custom',
      labels: ['x'],
      terms: { unitPriceMinor: 1n, recurrenceMode: 'none' },
      packs: [{ name: 'p', dataBytes: 1n, priceMinor: 1n }],
    });
    await deleteItem(staffCtx(), draft);
    expect(await refusalOf(getItem(staffCtx(), draft.itemId))).toBe('not_found');
    const { itemId } = await givenPlan();
    expect(await refusalOf(deleteItem(staffCtx(), { itemId }))).toBe('item_not_deletable');
  });

  it('is changed only by staff with the right', async () => {
    const { itemId } = await givenPlan();
    const form = await formOf(itemId);
    const others = [
      staffCtx(undefined, 'support'),
      staffCtx(undefined, 'auditor'),
      subscriberCtx(1),
    ];
    for (const ctx of others) {
      expect(await refusalOf(changeItem(ctx, form))).toBe('forbidden');
      expect(await refusalOf(changeItemStatus(ctx, { itemId, status: 'retired' }))).toBe(
        'forbidden',
      );
      expect(await refusalOf(deleteItem(ctx, { itemId }))).toBe('forbidden');
      expect(await refusalOf(createCategory(ctx, { name: 'No' }))).toBe('forbidden');
    }
    expect(await refusalOf(getItem(subscriberCtx(1), itemId))).toBe('forbidden');
  });
});

describe('the offer of a customer', () => {
  it('shows only active items sold at their site and meant for them, with a comparison', async () => {
    const [site] = await getSql()<{ id: string }[]>`
      insert into sites (name, created_at) values ('Hill', now()) returning id`;
    const customerId = await givenCustomer();
    const spec = (value: string) => [{ label: 'Good for', value }];
    const open = await givenPlan({ specification: spec('All') });
    const mine = await givenPlan({ specification: spec('Me') });
    await changeItem(staffCtx(), await formOf(mine.itemId, { customerIds: [customerId] }));
    const elsewhere = await givenPlan();
    await changeItem(staffCtx(), await formOf(elsewhere.itemId, { siteIds: [Number(site?.id)] }));
    const labelled = await givenPlan();
    await changeItem(staffCtx(), await formOf(labelled.itemId, { labels: ['someone-else'] }));
    const retired = await givenPlan();
    await changeItemStatus(staffCtx(), { itemId: retired.itemId, status: 'retired' });

    const offers = await listOffers(subscriberCtx(customerId), customerId);
    const ids = offers.map(({ itemId }) => itemId);
    expect(ids).toEqual(expect.arrayContaining([open.itemId, mine.itemId]));
    for (const hidden of [elsewhere, labelled, retired]) expect(ids).not.toContain(hidden.itemId);
    const row = compareItems(offers).find(({ label }) => label === 'Good for');
    expect([row?.values.get(open.itemId), row?.values.get(mine.itemId)]).toEqual(['All', 'Me']);
    expect(await refusalOf(listOffers(subscriberCtx(customerId + 1), customerId))).toBe(
      'not_found',
    );
  });
});

describe('the list of the catalogue', () => {
  it('finds by part of the name, filters, counts live services and takes wildcards literally', async () => {
    const customerId = await givenCustomer({ balance: 10_000n });
    const { itemId } = await givenPlan({ name: 'Rare 100% plan' });
    await givenService({ customerId, itemId });
    const query = {
      search: '100%',
      statuses: ['active'],
      kinds: ['internet'],
      categoryIds: [],
      sort: { column: 'services', direction: 'desc' },
      page: 0,
    } as const;
    const { rows, total } = await listCatalogue(staffCtx(), query);
    expect(rows.map((row) => [row.itemId, row.services])).toEqual([[itemId, 1]]);
    expect(total).toBe(1);
    expect((await listCatalogue(staffCtx(), { ...query, search: '%zz' })).total).toBe(0);
    expect((await listCatalogue(staffCtx(), { ...query, kinds: ['voice'] })).total).toBe(0);
  });
});

describe('categories', () => {
  it('are created, renamed, ordered and deleted when empty', async () => {
    const [a, b] = [
      await createCategory(staffCtx(), { name: 'Homes' }),
      await createCategory(staffCtx(), { name: 'Firms' }),
    ];
    const names = async () => (await listCategories(staffCtx())).map(({ name }) => name);
    expect(await names()).toEqual(['Homes', 'Firms']);
    await moveCategory(staffCtx(), { ...b, direction: 'up' });
    await moveCategory(staffCtx(), { ...b, direction: 'up' });
    expect(await names()).toEqual(['Firms', 'Homes']);
    await renameCategory(staffCtx(), { ...a, name: 'Households' });
    expect(await refusalOf(renameCategory(staffCtx(), { ...a, name: 'Firms' }))).toBe('name_taken');
    expect(await refusalOf(createCategory(staffCtx(), { name: 'Firms' }))).toBe('name_taken');
    expect(await refusalOf(createCategory(staffCtx(), { name: 'firms' }))).toBe('name_taken');
    expect(await refusalOf(renameCategory(staffCtx(), { ...a, name: ' FIRMS' }))).toBe(
      'name_taken',
    );
    const { itemId } = await givenPlan();
    await changeItem(staffCtx(), await formOf(itemId, { categoryId: a.categoryId }));
    expect(await refusalOf(deleteCategory(staffCtx(), a))).toBe('category_not_empty');
    await changeItem(staffCtx(), await formOf(itemId, { categoryId: null }));
    await deleteCategory(staffCtx(), a);
    expect(await names()).toEqual(['Firms']);
    expect(await refusalOf(deleteCategory(staffCtx(), a))).toBe('not_found');
  });
});
