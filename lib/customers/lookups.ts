import { eq, sql } from 'drizzle-orm';
import { sites } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { mailPreferences } from '@/db/schema/notifications';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type { CustomerStatus } from '@/lib/kit/words';
import { type CsvRow, cellOf } from '@/lib/lists/csv';
import { type ImportWorld, likenessOf } from './import/rules';
import type { MailPreferences } from './rules/mail-preferences';

/** Reads the sites by name and the customers these rows may refer to: four statements for any number of rows. */
export async function readImportWorld(
  ctx: ActorlessCtx,
  rows: readonly CsvRow[],
): Promise<ImportWorld> {
  const db = readDb(ctx);
  const cells = (column: string) =>
    sql.param([
      ...new Set(rows.map((row) => (cellOf(row.cells, column) ?? '').replaceAll('\0', ''))),
    ]);
  const numbers = sql.param(
    rows.map((row) => cellOf(row.cells, 'id') ?? '').filter((text) => /^[1-9]\d{0,14}$/.test(text)),
  );
  const sites = await db.execute<{ id: number; name: string }>(
    sql`select id::int as id, name from sites`,
  );
  const ids = await db.execute<{ id: number }>(
    sql`select id::int as id from customers where id = any(${numbers}::text[]::bigint[])`,
  );
  const emails = await db.execute<{ id: number; email: string }>(sql`
    select min(id)::int as id, lower(email) as email from customers
    where email is not null and merged_into_id is null
      and lower(email) in (select lower(given) from unnest(${cells('email')}::text[]) given)
    group by lower(email)`);
  const alike = await db.execute<{
    id: number;
    name: string;
    phone: string | null;
    siteId: number | null;
    lines: string | null;
  }>(sql`
    select c.id::int as id, c.name, c.phone, c.site_id::int as "siteId",
      (select lines from customer_addresses where customer_id = c.id and kind = 'billing'
       order by id limit 1) as lines
    from customers c
    where c.email is null and c.merged_into_id is null and c.name = any(${cells('name')}::text[])`);
  return {
    sites: new Map(sites.map(({ name, id }) => [name, id])),
    ids: new Set(ids.map(({ id }) => id)),
    byEmail: new Map(emails.map(({ email, id }) => [email, id])),
    byLikeness: new Map(
      alike.map(({ id, lines, ...person }) => [
        likenessOf({ ...person, addresses: lines === null ? [] : [{ lines }] }),
        id,
      ]),
    ),
  };
}

export async function getCustomerStatus(
  ctx: ActorlessCtx,
  customerId: number,
): Promise<CustomerStatus> {
  const [row] = await readDb(ctx)
    .select({ status: customers.status })
    .from(customers)
    .where(eq(customers.id, customerId));
  return found(row).status;
}

export async function siteExists(ctx: ActorlessCtx, siteId: number): Promise<boolean> {
  const rows = await readDb(ctx).select({ id: sites.id }).from(sites).where(eq(sites.id, siteId));
  return rows.length === 1;
}

export async function getPreferences(
  ctx: ActorlessCtx,
  customerId: number,
): Promise<MailPreferences> {
  const [row] = await readDb(ctx)
    .select({ usage: mailPreferences.usage, renewal: mailPreferences.renewal })
    .from(mailPreferences)
    .where(eq(mailPreferences.customerId, customerId));
  return row ?? { usage: true, renewal: true };
}
