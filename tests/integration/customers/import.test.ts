import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { changeCustomer } from '@/lib/customers/change-customer';
import { createCustomer } from '@/lib/customers/create-customer';
import {
  type ImportedRow,
  importCustomers,
  previewCustomerImport,
} from '@/lib/customers/import/import-customers';
import { readTextFile } from '@/lib/lists/text-file';
import { getCustomer, listAddresses } from '@/lib/screens/admin/customer';
import { legacyFiles } from '@/tests/support/files/legacy-files';
import {
  balanceOf,
  brokenLedgerRules,
  givenOperator,
  staffCtx,
  start,
} from '@/tests/support/fixtures';
import { statementsOf } from '@/tests/support/statements';

const ctx = staffCtx();
const HEAD =
  'id,name,status,email,phone,site,labels,language,time_zone,billing_address,billing_postal_code,billing_city,billing_country,balance';
const file = (...rows: string[]) => ({ text: [HEAD, ...rows].join('\n') });
const words = (rows: readonly ImportedRow[]) => rows.map(({ verdict }) => verdict);
const faults = (rows: readonly ImportedRow[]) =>
  rows.flatMap(({ problems }) => problems.map(({ column, key }) => `${column}: ${key}`));

async function countCustomers(): Promise<number> {
  const [row] = await getSql()<{ count: number }[]>`select count(*)::int as count from customers`;
  return row?.count ?? 0;
}

beforeAll(async () => {
  await givenOperator({ minimumBalanceMinor: -500n });
  await getSql()`insert into sites (name, created_at) values ('North mast', now())`;
});

describe('a file of customers', () => {
  const full =
    ',Ada Quay,active,Ada@import.example,+44 20 1,North mast,"vip, fibre",en-GB,Europe/London,1 Quay Road,E1 1AA,London,UK,99.00';

  it('only previews its changes until it is confirmed', async () => {
    const before = await countCustomers();
    expect(words(await previewCustomerImport(ctx, file(full)))).toEqual(['create']);
    expect(await countCustomers()).toBe(before);
  });

  it('adds a customer with everything in the row and an empty wallet, and never moves money', async () => {
    const [row] = await importCustomers(ctx, file(full));
    expect(row).toMatchObject({ verdict: 'created', line: 2, name: 'Ada Quay' });
    const customerId = row?.customerId ?? 0;
    expect(await getCustomer(ctx, customerId)).toMatchObject({
      ...{
        name: 'Ada Quay',
        email: 'Ada@import.example',
        siteName: 'North mast',
        status: 'active',
      },
      ...{ labels: ['fibre', 'vip'], language: 'en-GB', timeZone: 'Europe/London' },
    });
    expect(await listAddresses(ctx, customerId)).toMatchObject([
      { kind: 'billing', lines: '1 Quay Road', city: 'London', postalCode: 'E1 1AA' },
    ]);
    expect(await balanceOf(customerId)).toBe(0n);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('finds every existing customer when it is sent again, with and without an e-mail address', async () => {
    const rows = [',Bo Import,,bo@import.example', ',No Mail,,,020 77', ',No Mail,,,020 78'];
    expect(words(await importCustomers(ctx, file(...rows)))).toEqual(Array(3).fill('created'));
    const before = await countCustomers();
    expect(words(await importCustomers(ctx, file(...rows)))).toEqual(Array(3).fill('there'));
    expect(await countCustomers()).toBe(before);
  });

  it('matches an e-mail address in any case, and a customer number, to the same customer', async () => {
    const { customerId } = await createCustomer(ctx, { name: 'Cy', email: 'cy@import.example' });
    const rows = await importCustomers(
      ctx,
      file(',Somebody,,CY@IMPORT.EXAMPLE', `${customerId},Renamed,,new@import.example`),
    );
    expect(rows.map((row) => [row.verdict, row.customerId])).toEqual([
      ['there', customerId],
      ['there', customerId],
    ]);
    expect((await getCustomer(ctx, customerId)).name).toBe('Cy');
  });

  it('rejects bad rows with column and reason, and adds the good ones', async () => {
    const rows = await importCustomers(
      ctx,
      file(
        ',First Good,,good1@import.example',
        ',,,nameless@import.example',
        ',Bad Mail,,not-an-address',
        ',Bad Site,,site@import.example,,Moon base',
        ',Bad Zone,,zone@import.example,,,,,Mars/Olympus',
        ',Bad Language,,language@import.example,,,,english!',
        ',Bad Status,sleeping,status@import.example',
        '987654,Bad Number,,number@import.example',
        ',Twice,,good1@import.example',
        ',Shifted,,shifted@import.example,,,,,,1 Road, behind the church,,,,',
        ',Last Good,,good2@import.example',
      ),
    );
    expect(words(rows)).toEqual(['created', ...Array(9).fill('refused'), 'created']);
    expect(faults(rows)).toEqual([
      'name: field_required',
      'email: email_invalid',
      'site: csv_unknown_name',
      'time_zone: time_zone_unknown',
      'language: csv_language_unknown',
      'status: field_choice',
      'id: csv_customer_unknown',
      'email: csv_person_repeated',
      'name: csv_cells_too_many',
    ]);
  });

  it('is refused as a whole when it is not a table of customers, or too long', async () => {
    await expect(importCustomers(ctx, { text: 'colour\nred\n' })).rejects.toMatchObject({
      key: 'csv_column_missing',
    });
    const long = ['name', ...Array.from({ length: 20_001 }, (_, index) => `N ${index}`)].join('\n');
    await expect(previewCustomerImport(ctx, { text: long })).rejects.toMatchObject({
      key: 'csv_too_many_rows',
    });
  });

  it('in another encoding adds people with their correct names', async () => {
    for (const { hex, rows } of legacyFiles) {
      const bytes = Buffer.concat([Buffer.from('name;city\n'), Buffer.from(hex, 'hex')]);
      const results = await importCustomers(ctx, readTextFile(bytes));
      const names = rows.split('\n').map((row) => row.replace(/;.*$/, ''));
      expect(results.map(({ name }) => name)).toEqual(names);
      const stored = await getSql()`select 1 from customers where name in ${getSql()(names)}`;
      expect(stored.length).toBeGreaterThanOrEqual(names.length);
    }
  });

  it('rejects a row whose bytes cannot be read, naming the column, and adds the others', async () => {
    const bytes = Buffer.concat([
      Buffer.from('name,email\nŁukasz Żółć,l@enc.example\nJos'),
      Buffer.from([0xe9]),
      Buffer.from(' Núñez,j@enc.example\nZoë,z@enc.example\n'),
    ]);
    const { text } = readTextFile(bytes);
    const rows = await importCustomers(ctx, { text });
    expect(words(rows)).toEqual(['created', 'refused', 'created']);
    expect(faults(rows)).toEqual(['name: csv_undecodable']);
    const spoilt = await getSql()`select 1 from customers where name like ${'%\uFFFD%'}`;
    expect(spoilt).toHaveLength(0);
  });

  it('is for staff who may import', async () => {
    for (const role of ['support', 'auditor'] as const) {
      const other = staffCtx(start, role);
      await expect(importCustomers(other, file(full))).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('adds everyone once when two people send it at the same moment', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, index) => `,Pair ${index},,pair${index}@import.example`,
    );
    const both = await Promise.all([
      importCustomers(ctx, file(...rows)),
      importCustomers(ctx, file(...rows)),
    ]);
    const created = both.flat().filter(({ verdict }) => verdict === 'created');
    expect(created.length).toBe(300);
    const [row] = await getSql()<{ count: number }[]>`
      select count(*)::int as count from customers where email like 'pair%@import.example'`;
    expect(row?.count).toBe(300);
  });

  it('adds ten thousand rows in far fewer statements, each with a wallet, a password and an audit entry', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, index) => `,Many ${index},,many${index}@import.example,,North mast,bulk`,
    );
    let done: readonly ImportedRow[] = [];
    const statements = await statementsOf(async () => {
      done = await importCustomers(ctx, file(...rows));
    });
    expect(statements.length).toBeLessThan(rows.length / 20);
    expect(done.filter(({ verdict }) => verdict === 'created').length).toBe(10_000);
    const [row] = await getSql()<{ wallets: number; sealed: number; notes: number }[]>`
      select (select count(*)::int from accounts a join customers c on c.id = a.customer_id
              where c.email like 'many%' and a.kind = 'wallet') as wallets,
             (select count(distinct service_password_sealed)::int from customers where email like 'many%') as sealed,
             (select count(*)::int from audit_log l join customers c on c.id = l.customer_id
              where c.email like 'many%' and l.action = 'customer.create') as notes`;
    expect(row).toEqual({ wallets: 10_000, sealed: 10_000, notes: 10_000 });
  });

  it('does not mistake a renamed customer for another one', async () => {
    const row = ',Old Name,,renamed@import.example';
    const [created] = await importCustomers(ctx, file(row));
    const customerId = created?.customerId ?? 0;
    await changeCustomer(ctx, { customerId, name: 'New Name', email: 'renamed@import.example' });
    expect(words(await importCustomers(ctx, file(row)))).toEqual(['there']);
  });
});
