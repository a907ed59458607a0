import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { createTestDatabase, testDatabaseUrl } from '@/tests/support/test-database';

describe('the database of a test file', () => {
  it('is a migrated clone of its own', async () => {
    const other = await createTestDatabase();
    const mine = postgres(testDatabaseUrl(), { max: 1 });
    const theirs = postgres(other.url, { max: 1 });
    try {
      await mine`create table only_here (id int)`;
      const tables = (sql: postgres.Sql) =>
        sql`select tablename from pg_tables where schemaname = 'public' and tablename = 'only_here'`;
      expect(await tables(mine)).toHaveLength(1);
      expect(await tables(theirs)).toHaveLength(0);
    } finally {
      await Promise.all([mine.end(), theirs.end()]);
      await other.drop();
    }
  });

  it('uses UTC', async () => {
    const sql = postgres(testDatabaseUrl(), { max: 1 });
    const [row] = await sql`show timezone`;
    await sql.end();
    expect(row).toEqual({ TimeZone: 'UTC' });
    expect(new Date(0).getTimezoneOffset()).toBe(0);
  });
});
