import type postgres from 'postgres';

/** The role every connection of the product uses; only migrations run as the database's owner. */
export const APP_ROLE = 'netpurse_app';

/** Append-only, by privileges and not just by trigger: the product's role may neither update nor delete rows. */
const writtenOnce = [
  'transfers',
  'prices',
  'charge_lines',
  'audit_log',
  'service_history',
  'router_pushes',
];

/**
 * Creates the product's role and grants it what it needs, no more. Idempotent, like the SQL files before it.
 * @throws Error with the two statements to run if the URL's user may not create roles.
 */
export async function grantRights(sql: postgres.Sql): Promise<void> {
  const role = sql(APP_ROLE);
  const found = await sql`select 1 from pg_roles where rolname = ${APP_ROLE}`;
  if (found.length === 0) await sql`create role ${role} nologin`.catch(explain);
  await sql`grant ${role} to current_user`.catch(explain);
  await sql`grant usage on schema public to ${role}`;
  await sql`grant select, insert, update, delete on all tables in schema public to ${role}`;
  await sql`grant usage, select on all sequences in schema public to ${role}`;
  for (const table of writtenOnce) {
    await sql`revoke update, delete, truncate on ${sql(table)} from ${role}`;
  }
}

function explain(error: unknown): void {
  const { code } = error as { code?: string };
  // A migration of another database on the same server has just created it.
  if (code === '42710' || code === '23505') return;
  if (code !== '42501') throw error;
  throw new Error(
    `The user of DATABASE_URL may not create the role ${APP_ROLE}. Let an administrator run: create role ${APP_ROLE} nologin; grant ${APP_ROLE} to <that user>;`,
    { cause: error },
  );
}
