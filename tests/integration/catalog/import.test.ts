import { beforeAll, describe, expect, it } from 'vitest';
import { createCategory } from '@/lib/catalog/create-category';
import { readTextFile } from '@/lib/lists/text-file';
import { changeItem } from '@/lib/rollouts/change-item';
import { writeItemsCsv } from '@/lib/rollouts/csv/write-items';
import { importItems, previewImport } from '@/lib/rollouts/import-items';
import { getItem, listAllItems } from '@/lib/screens/admin/catalogue-item';
import {
  GIGABYTE,
  givenCustomer,
  givenOperator,
  givenPlan,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { formOf, refusalOf, versionsOf } from './support';

beforeAll(async () => {
  await givenOperator();
  await createCategory(staffCtx(), { name: 'Homes' });
});

const exported = async () => writeItemsCsv(await listAllItems(staffCtx()), { exponent: 2 });

async function resultsOf(text: string) {
  const rows = await previewImport(staffCtx(), { text });
  return rows.map((row) => [
    row.result,
    ...row.problems.map(({ column, key }) => `${column} ${key}`),
  ]);
}

async function itemNamed(name: string) {
  const item = (await listAllItems(staffCtx())).find((one) => one.name === name);
  if (!item) throw new Error(`no item ${name}`);
  return item;
}

describe('a catalogue file', () => {
  it('that was exported changes nothing when imported again, whatever its cells hold', async () => {
    await givenPlan({
      name: '=cmd|calc, "quoted"',
      taxRatePpm: 88_750,
      downBitsPerSecond: 2_500_000n,
      specification: [{ label: 'Good for', value: 'Ratio 1:50' }],
      description: 'Two\nlines; and more',
      keepAnchor: true,
    });
    const text = await exported();
    expect(text).toContain(`"'=cmd|calc`);
    expect((await resultsOf(text)).flat()).toEqual(expect.arrayContaining(['unchanged']));
    expect(new Set((await resultsOf(text)).flat())).toEqual(new Set(['unchanged']));
  });

  it('in another encoding creates items with the right names, and none from unreadable bytes', async () => {
    const rows = Buffer.from('name;kind;status;unit_price;renewal\n');
    const written = Buffer.from('Fibra Espa\xf1ola M\xf3vil;custom;draft;5,50;none\n', 'latin1');
    await importItems(staffCtx(), readTextFile(Buffer.concat([rows, written])));
    expect(await itemNamed('Fibra Española Móvil')).toMatchObject({ status: 'draft' });
    const spoilt = Buffer.from('Fibra Catal\x81;custom;draft;5,50;none\n', 'latin1');
    const read = readTextFile(Buffer.concat([rows, spoilt]), { encoding: 'windows-1252' });
    expect(await resultsOf(read.text)).toEqual([['error', 'name csv_undecodable']]);
  });

  it('creates and changes items, keeps those it omits, and is idempotent', async () => {
    const { itemId } = await givenPlan({ name: 'Kept 5 GB', routerProfile: 'own' });
    const pack = { name: 'Boost', dataBytes: GIGABYTE, priceMinor: 150n };
    await changeItem(staffCtx(), await formOf(itemId, { packs: [pack], labels: ['vip'] }));
    const text = [
      'Name;kind;status;category;unit_price;renewal;interval_count;interval_unit;data_gb;down_mbits',
      'Kept 5 GB;internet;active;Homes;5,50;credit_based;1;week;5;2.5',
      'New 10 GB;internet;active;Homes;9.99;credit_based;1;month;10;20',
      'Visit;custom;draft;;45;none;;;;',
    ].join('\r\n');
    expect(await resultsOf(text)).toEqual([['change'], ['create'], ['create']]);
    expect(await importItems(staffCtx(), { text })).toEqual({ created: 2, changed: 1 });
    expect(await importItems(staffCtx(), { text })).toEqual({ created: 0, changed: 0 });
    expect(await getItem(staffCtx(), itemId)).toMatchObject({
      version: 2,
      labels: ['vip'],
      packs: [{ name: 'Boost' }],
      category: { name: 'Homes' },
      terms: { unitPriceMinor: 550n, downBitsPerSecond: 2_500_000n, routerProfile: 'own' },
    });
    expect(await itemNamed('New 10 GB')).toMatchObject({
      status: 'active',
      terms: { dataLimitBytes: 10n * GIGABYTE },
    });
  });

  it('carries packs, single customers and plans to change to, also those it creates itself', async () => {
    const customerId = await givenCustomer();
    await givenPlan({ name: 'Old plan' });
    const text = [
      'name,kind,status,unit_price,renewal,interval_count,interval_unit,customers,changes_to,packs',
      `Ring A,internet,active,5,credit_based,1,month,${customerId},Ring B | Old plan,`,
      'Ring B,internet,active,9,credit_based,1,month,,Ring A,"Boost: 5 GB / 1.50 / 30 days',
      'More: 20 GB / 4 / 2 per period"',
    ].join('\n');
    expect(await importItems(staffCtx(), { text })).toEqual({ created: 2, changed: 0 });
    expect(await itemNamed('Ring A')).toMatchObject({
      customers: [{ customerId }],
      targets: [{ name: 'Old plan' }, { name: 'Ring B' }],
    });
    expect(await itemNamed('Ring B')).toMatchObject({
      targets: [{ name: 'Ring A' }],
      packs: [
        { name: 'Boost', dataBytes: 5n * GIGABYTE, priceMinor: 150n, validDays: 30 },
        { name: 'More', dataBytes: 20n * GIGABYTE, priceMinor: 400n, perPeriodMax: 2 },
      ],
    });
    expect(await importItems(staffCtx(), { text })).toEqual({ created: 0, changed: 0 });
    expect(new Set((await resultsOf(await exported())).flat())).toEqual(new Set(['unchanged']));
    const taken = 'name,packs\nRing A,"Boost: 1 GB / 1"\nRing B,';
    expect(await importItems(staffCtx(), { text: taken })).toEqual({ created: 0, changed: 2 });
    expect((await itemNamed('Ring B')).packs).toEqual([]);
  });

  it('refuses a name that differs only in case from an item or an earlier row', async () => {
    const text = 'name,kind,unit_price,renewal\nBoth,custom,1,none\nBOTH,custom,1,none';
    expect(await resultsOf(text)).toEqual([['create'], ['error', 'name csv_name_repeated']]);
    await importItems(staffCtx(), { text: 'name,kind,unit_price,renewal\nBoth,custom,1,none' });
    expect(await resultsOf('name,kind,unit_price,renewal\nboth ,custom,1,none')).toEqual([
      ['error', 'name name_taken'],
    ]);
  });

  it('names an unknown customer, plan or pack, and a plan whose target has a fault', async () => {
    const text = [
      'name,kind,unit_price,renewal,interval_count,interval_unit,customers,changes_to,packs',
      'No one,custom,1,none,,,999999,,',
      'No plan,custom,1,none,1,month,,Nowhere,',
      'Its twin,custom,1,none,1,month,,No plan,',
      'No pack,custom,1,none,,,,,Boost for 5',
      'Two packs,custom,1,none,,,,,"Boost: 5 GB / 1',
      'Boost: 6 GB / 2"',
    ].join('\n');
    expect(await resultsOf(text)).toEqual([
      ['error', 'customers csv_unknown_name'],
      ['error', 'changes_to csv_unknown_name'],
      ['error', 'changes_to csv_unknown_name'],
      ['error', 'packs csv_pack'],
      ['error', 'packs pack_name_repeated'],
    ]);
  });

  it('asks for a price that is missing, and for a known word where there is another', async () => {
    const text = [
      'name,kind,unit_price,renewal',
      'No price,custom,,none',
      'No such word,custom,1,sometimes',
    ].join('\n');
    expect(await resultsOf(text)).toEqual([
      ['error', 'unit_price field_required'],
      ['error', 'renewal field_choice'],
    ]);
  });

  it('refuses a target that no service of the item could change to, and names it', async () => {
    await givenPlan({ name: 'Known internet' });
    const text = [
      'name,kind,unit_price,renewal,interval_count,interval_unit,changes_to',
      'Line,voice,1,credit_based,1,month,Known internet',
      'Home,internet,1,credit_based,1,month,Known internet | Office line',
      'Desk line,voice,1,credit_based,1,month,Office line',
      'Office line,voice,1,credit_based,1,month,Set-up',
      'Set-up,voice,1,none,,,',
    ].join('\n');
    const rows = await previewImport(staffCtx(), { text });
    expect(
      rows.map(({ result, problems: [first] }) => [result, first?.key, first?.params]),
    ).toEqual([
      ['error', 'item_target_other_kind', { name: 'Known internet' }],
      ['error', 'item_target_other_kind', { name: 'Office line' }],
      ['error', 'csv_unknown_name', { what: 'plan', name: 'Office line' }],
      ['error', 'item_target_one_time', { name: 'Set-up' }],
      ['create', undefined, undefined],
    ]);
  });

  it('reports every fault at its row and column, and applies the other rows', async () => {
    const { itemId } = await givenPlan({ name: 'Is internet' });
    const text = [
      'name,kind,status,category,sites,unit_price,renewal,interval_count,interval_unit,at_limit',
      'Good one,custom,,,,1.00,none,,,',
      ',custom,,,,1.00,none,,,',
      'Too fine,custom,,,,1.001,none,,,',
      'No period,internet,,,,5,credit_based,,,',
      'Bad word,internet,,,,5,sometimes,1,month,',
      'Nowhere,custom,,Nope,Mars,5,none,,,',
      'Good one,custom,,,,2.00,none,,,',
      'Is internet,voice,,,,5,credit_based,1,week,',
      'Never slow,internet,,,,5,credit_based,1,month,slow',
      'Negative,custom,,,,-5,none,,,',
    ].join('\n');
    expect(await resultsOf(text)).toEqual([
      ['create'],
      ['error', 'name field_required'],
      ['error', 'unit_price field_number'],
      ['error', 'interval_count interval_required'],
      ['error', 'renewal field_choice'],
      ['error', 'category csv_unknown_name', 'sites csv_unknown_name'],
      ['error', 'name csv_name_repeated'],
      ['error', 'kind csv_kind_fixed'],
      ['error', 'slow_down_mbits slow_rate_required'],
      ['error', 'unit_price amount_not_positive'],
    ]);
    const lines = (await previewImport(staffCtx(), { text })).map(({ line }) => line);
    expect(lines).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await importItems(staffCtx(), { text })).toEqual({ created: 1, changed: 0 });
    expect(await versionsOf(itemId)).toEqual([1]);
  });

  it('with a cell too many or too few in a row rejects that row only', async () => {
    const text = 'name,kind\nx,custom,more\ny\nz,colour\n';
    const rows = await previewImport(staffCtx(), { text });
    expect(rows.map(({ problems }) => problems[0]?.key)).toEqual([
      'csv_cells_too_many',
      'csv_cells_too_few',
      'field_choice',
    ]);
  });

  it('that is not a catalogue is refused as a whole', async () => {
    const preview = (text: string) => refusalOf(previewImport(staffCtx(), { text }));
    expect(await preview('a,b\n1,2')).toBe('csv_column_missing');
    expect(await preview('name,kind\n"open,custom')).toBe('csv_unreadable');
    const many = ['name', ...Array.from({ length: 501 }, (_, index) => `n${index}`)].join('\n');
    expect(await preview(many)).toBe('csv_too_many_rows');
  });

  it('is read and applied only by staff with the right', async () => {
    for (const ctx of [
      staffCtx(undefined, 'support'),
      staffCtx(undefined, 'auditor'),
      subscriberCtx(1),
    ]) {
      expect(await refusalOf(previewImport(ctx, { text: 'name\nx' }))).toBe('forbidden');
      expect(await refusalOf(importItems(ctx, { text: 'name\nx' }))).toBe('forbidden');
    }
  });

  it('applied by two people at once creates each item once', async () => {
    const text = 'name,kind,unit_price,renewal\nRaced,custom,5,none';
    const results = await Promise.all(
      [1, 2].map(() => refusalOf(importItems(staffCtx(), { text }))),
    );
    expect(results.filter((result) => !['not refused', 'name_taken'].includes(result))).toEqual([]);
    const raced = (await listAllItems(staffCtx())).filter(({ name }) => name === 'Raced');
    expect(raced).toHaveLength(1);
  });
});
