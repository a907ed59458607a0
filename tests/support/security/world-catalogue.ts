import { getSql } from '@/db/client';
import { createCategory } from '@/lib/catalog/create-category';
import { createItem } from '@/lib/catalog/create-item';
import { saveItemFile } from '@/lib/catalog/save-item-file';
import type { Ctx } from '@/lib/context';
import { GIGABYTE } from '@/tests/support/fixtures';
import { tag } from './world-words';

/** A plan of customer A with a pack and a datasheet, a plan to change to, and a draft. */
export async function givenCatalogue(ctx: Ctx, customerId: number) {
  const terms = {
    unitPriceMinor: 500n,
    recurrenceMode: 'credit_based',
    intervalCount: 1,
    intervalUnit: 'week',
    dataLimitBytes: 5n * GIGABYTE,
    pausesPerYearMax: 4,
    pauseDaysMax: 30,
  } as const;
  const plan = { kind: 'internet', status: 'active' } as const;
  const packs = [{ name: 'Booster', dataBytes: GIGABYTE, priceMinor: 100n, validDays: null }];
  const { itemId: targetItemId } = await createItem(ctx, { ...plan, name: `Larger ${tag}`, terms });
  const { itemId } = await createItem(ctx, {
    ...{
      ...plan,
      name: `Weekly ${tag}`,
      terms,
      packs: packs.map((pack) => ({ ...pack, perPeriodMax: 9 })),
    },
    targetItemIds: [targetItemId],
    customerIds: [customerId],
  });
  const { itemId: draftItemId } = await createItem(ctx, {
    name: `Draft ${tag}`,
    kind: 'internet',
    status: 'draft',
    terms,
  });
  const { categoryId } = await createCategory(ctx, { name: `Homes ${tag}` });
  const bytes = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
  await saveItemFile(ctx, { itemId, kind: 'datasheet', bytes });
  const sql = getSql();
  const [pack] = await sql<{ id: string }[]>`select id from packs where item_id = ${itemId}`;
  const [file] = await sql<{ id: string }[]>`
    select id from catalog_files where item_id = ${itemId}`;
  const [item] = await sql<{ current_version_id: string }[]>`
    select current_version_id from catalog_items where id = ${itemId}`;
  const ids = { itemId, targetItemId, draftItemId, categoryId };
  return {
    ...ids,
    packId: Number(pack?.id),
    fileId: file?.id ?? '',
    versionId: Number(item?.current_version_id),
  };
}
