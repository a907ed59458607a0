import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSql } from '@/db/client';
import { withNamedStatements } from '@/db/named-statements';

let connection: postgres.Sql;
let db: ReturnType<typeof drizzle>;

beforeEach(async () => {
  connection = openSql(1);
  db = drizzle(withNamedStatements(connection));
  await connection`create temporary table things (id int primary key, name text)`;
  await connection`insert into things values (1, 'one'), (2, 'two')`;
});

afterEach(() => connection.end({ timeout: 1 }));

/** How often each text was parsed under a name, as the server tells. */
async function namesOf(part: string): Promise<number> {
  const [row] = await connection.unsafe<{ count: number }[]>(
    `select count(*)::int as count from pg_prepared_statements where statement like '%${part}%'`,
  );
  return row?.count ?? 0;
}

const thing = (id: number) => sql`select name from things where id = ${id}`;

describe('a statement with values', () => {
  it('is parsed once per connection, however often it runs', async () => {
    for (const id of [1, 2, 1]) await db.execute(thing(id));
    expect(await namesOf('from things where id =')).toBe(1);
  });

  it('is parsed once inside and outside of transactions and savepoints', async () => {
    await db.transaction(async (tx) => {
      await tx.execute(thing(1));
      await tx.transaction((nested) => nested.execute(thing(2)));
    });
    await db.execute(thing(1));
    expect(await namesOf('from things where id =')).toBe(1);
  });

  it('returns the values it was given this time', async () => {
    const names: unknown[] = [];
    for (const id of [1, 2, 3, 1, 2, 3, 1, 2, 3]) {
      names.push((await db.execute(thing(id)))[0]?.['name']);
    }
    expect(names).toEqual([
      'one',
      'two',
      undefined,
      'one',
      'two',
      undefined,
      'one',
      'two',
      undefined,
    ]);
  });

  it('survives a change of the columns that it returns', async () => {
    const all = sql`select * from things where id = ${1}`;
    expect(await db.execute(all)).toMatchObject([{ name: 'one' }]);
    await connection`alter table things add column size int default 7`;
    expect(await db.execute(all)).toMatchObject([{ name: 'one', size: 7 }]);
  });

  it('undoes its transaction when it fails', async () => {
    const insert = (id: number) => sql`insert into things values (${id}, 'new')`;
    const work = db.transaction(async (tx) => {
      await tx.execute(insert(3));
      await tx.execute(insert(1));
    });
    await expect(work).rejects.toThrow();
    expect(await db.execute(thing(3))).toEqual([]);
  });
});

describe('a statement whose best plan depends on how much it is given', () => {
  const among = (ids: number[]) =>
    sql`select name from things where id = any(${sql.param(ids)}::int[])`;

  it('is planned each time for a long array', async () => {
    await db.execute(among(Array.from({ length: 11 }, (_, index) => index)));
    expect(await namesOf('from things where id = any')).toBe(0);
  });

  it('is named for a short one', async () => {
    expect(await db.execute(among([1, 2]))).toHaveLength(2);
    expect(await namesOf('from things where id = any')).toBe(1);
  });

  it('is planned each time for a list of many values', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => index);
    await db.execute(sql`select name from things where id in ${ids}`);
    expect(await namesOf('from things where id in')).toBe(0);
  });
});
