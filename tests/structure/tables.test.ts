import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { rooms } from '@/lib/rooms.json';
import { locksIn, tablesWritten, tablesWrittenIn } from '@/tests/support/table-writes';

const root = path.resolve(import.meta.dirname, '../..');

/** Statements that must write another room's table, with the reason. */
const exceptions: Record<string, string> = {
  'lib/recurrence/decide-period.ts services': 'a fee that was taken is no longer due',
  'lib/recurrence/replace-period.ts services': 'the version that the next period takes',
  'lib/calendar/forecast/play-days.ts schedule': 'a private copy in temporary tables',
  'db/sql/append-only.sql audit_log': 'redaction, the only change that records allow',
  'db/sql/append-only.sql service_history': 'redaction, the only change that records allow',
  'db/sql/network.sql services': 'a pool that goes leaves no service pointing to it',
  'db/sql/routers.sql events': 'router/dirty leaves in the transaction of the change',
  'db/sql/routers.sql services': 'the desired version follows what the router should hold',
  'db/sql/routers.sql service_holds': 'a router that takes a service no more holds it at once',
  'db/sql/routers.sql service_history': 'a router that takes a service no more holds it at once',
  'db/sql/services.sql events': 'service/changed leaves in the transaction of the change',
  'db/sql/services.sql schedule': 'schedule.held mirrors the holds',
  'db/sql/recurrence.sql accounts': 'the sweep decides a chunk in one statement',
  'db/sql/recurrence.sql transfers': 'the sweep decides a chunk in one statement',
  'db/sql/recurrence.sql allocations': 'the sweep decides a chunk in one statement',
  'db/sql/recurrence.sql service_holds': 'the sweep decides a chunk in one statement',
  'db/sql/recurrence.sql services': 'the sweep decides a chunk in one statement',
  'db/sql/recurrence.sql service_history': 'the sweep decides a chunk in one statement',
  'db/sql/recurrence.sql events': 'the sweep decides a chunk in one statement',
};

/** Tables whose name is known only when the statement runs. */
const named: Record<string, string> = {
  'lib/keys/rotate-keys.ts': 'every sealed column, listed in sealed-columns.ts',
  'lib/jobs/prune-jobs.ts': 'its own tables',
};

/** Tables of a room that Drizzle does not declare. */
const undeclared: Record<string, string> = {
  usage_samples: 'usage',
  customer_search: 'customers',
};

type Write = { file: string; table: string };
const { owners, tableOf } = readSchema();
const writes = [...writesOfLib(), ...writesOfSql()];

describe('a statement', () => {
  test('writes only tables of its room, or is an exception with a reason', () => {
    const foreign = writes
      .filter(({ file, table }) => !mayWrite(file, table))
      .map(({ file, table }) => `${file} ${table}`)
      .filter((key) => exceptions[key] === undefined);
    expect([...new Set(foreign)]).toEqual([]);
  });

  test('makes use of every exception', () => {
    const used = new Set(writes.map(({ file, table }) => `${file} ${table}`));
    expect(Object.keys(exceptions).filter((key) => !used.has(key))).toEqual([]);
  });

  test('names its table, or is listed', () => {
    const unknown = writes.filter(
      ({ file, table }) => ownerOf(table) === undefined && named[file] === undefined,
    );
    expect(unknown).toEqual([]);
  });
});

describe('a look-up or a screen', () => {
  const readers = libFiles().filter((file) => /\/lookups[./]|^lib\/screens\//.test(file));

  test.each(readers)('writes nothing and locks nothing: %s', (file) => {
    expect(writes.filter((write) => write.file === file)).toEqual([]);
    expect(locksIn(sourceOf(file))).toEqual([]);
  });
});

describe('a planted statement', () => {
  const parse = (text: string) =>
    ts.createSourceFile('planted.ts', text, ts.ScriptTarget.Latest, true);
  const planted = (text: string) => tablesWrittenIn(parse(text), tableOf);

  test.each([
    ['await tx.update(orders).set({});', ['orders']],
    ['await ctx.tx.insert(orders).values(row);', ['orders']],
    ['await getDb().delete(orders).where(all);', ['orders']],
    ['const mine = orders; await tx.update(mine).set({});', ['orders']],
    ['const mine = orders; const his = mine; await tx.update(his).set({});', ['orders']],
    ["import { orders as mine } from '@/db/schema/orders'; await tx.delete(mine);", ['orders']],
    ['for (const one of [orders, users]) await tx.delete(one);', ['orders', 'users']],
    ['await tx.update(schema.orders).set({});', ['orders']],
    ['await tx.execute(sql`update orders o set x = 1`);', ['orders']],
    [`const mine = orders; await tx.execute(sql\`update \${mine} o set x = 1\`);`, ['orders']],
    ['await getSql()<Row[]>`with a as (delete from orders returning id) select 1`;', ['orders']],
    ["await connection.unsafe('insert into orders select 1');", ['orders']],
    ['await tx.execute(sql.raw(`truncate table orders`));', ['orders']],
    // What cannot be named has to be listed.
    ['await tx.update(given).set({});', ['?given']],
    [`await tx.execute(sql\`delete from \${sql.identifier(given)}\`);`, ['?sql.identifier(given)']],
    // Code that only looks like a write.
    ["createHash('sha256').update(orders).digest();", []],
    ['seen.delete(orders);', []],
    [
      'await tx.execute(sql`insert into orders select 1 on conflict do update set x = 1`);',
      ['orders'],
    ],
  ])('is recognised as writing its tables: %s', (text, tables) => {
    expect(planted(text)).toEqual(tables);
  });

  test.each([
    "await tx.select().from(orders).for('update');",
    "await tx.select().from(orders).for('no key update', { skipLocked: true });",
    'await tx.execute(sql`select id from orders o order by id for update of o skip locked`);',
    'await tx.execute(sql`select id from orders FOR NO KEY UPDATE`);',
    'await getSql()<Row[]>`select id from orders for key share`;',
    'await tx.execute(sql`select id from orders\n for\n share`);',
    'await tx.execute(sql`lock table orders`);',
    'await tx.execute(sql`select pg_advisory_xact_lock(1)`);',
  ])('is recognised as a lock: %s', (text) => {
    expect(locksIn(parse(text))).toHaveLength(1);
  });

  test.each([
    'for (const one of all) update(one);',
    'await tx.execute(sql`select 1 -- for update`);',
  ])('is not taken for a lock: %s', (text) => {
    expect(locksIn(parse(text))).toEqual([]);
  });
});

function mayWrite(file: string, table: string): boolean {
  const owner = ownerOf(table);
  if (owner === undefined) return named[file] !== undefined;
  const home = file.startsWith('db/sql/') ? path.basename(file, '.sql') : file.split('/')[1];
  const room = rooms.find(({ name }) => name === home);
  return owner === home || (room !== undefined && (room.writes ?? []).includes(owner));
}

function ownerOf(table: string): string | undefined {
  return owners.get(table) ?? undeclared[table];
}

/** Which schema file declares a table, and under which constant. */
function readSchema(): {
  owners: Map<string, string>;
  tableOf: Map<string, string>;
} {
  const tables = {
    owners: new Map<string, string>(),
    tableOf: new Map<string, string>(),
  };
  for (const file of readdirSync(path.join(root, 'db', 'schema'))) {
    const text = readFileSync(path.join(root, 'db', 'schema', file), 'utf8');
    for (const [, constant = '', table = ''] of text.matchAll(
      /export const (\w+) = pgTable\(\s*'(\w+)'/g,
    )) {
      tables.owners.set(table, path.basename(file, '.ts'));
      tables.tableOf.set(constant, table);
    }
  }
  return tables;
}

function libFiles(): string[] {
  return readdirSync(path.join(root, 'lib'), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => `lib/${file.split(path.sep).join('/')}`)
    .sort();
}

function writesOfLib(): Write[] {
  return libFiles().flatMap((file) =>
    tablesWrittenIn(sourceOf(file), tableOf).map((table) => ({ file, table })),
  );
}

function sourceOf(file: string): ts.SourceFile {
  const text = readFileSync(path.join(root, file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

function writesOfSql(): Write[] {
  return readdirSync(path.join(root, 'db', 'sql'))
    .sort()
    .flatMap((name) => {
      const file = `db/sql/${name}`;
      const text = readFileSync(path.join(root, file), 'utf8')
        .replace(/--.*$/gm, '')
        .replace(/'[^']*'/g, "''");
      return tablesWritten(text).map((table) => ({ file, table }));
    });
}
