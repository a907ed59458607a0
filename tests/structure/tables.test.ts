import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { rooms } from '@/lib/rooms.json';

const root = path.resolve(import.meta.dirname, '../..');

/** A statement that must write another room's table, and why. */
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

/** Tables whose name is only known when the statement runs. */
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
    expect(readFileSync(path.join(root, file), 'utf8')).not.toMatch(/\.for\('/);
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

/** Which file of the schema declares a table, and by which constant. */
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
  return libFiles().flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText(source).startsWith('sql')) {
        found.push(node.template.getText(source));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return [...found.flatMap(tablesWritten), ...tablesGiven(text)].map((table) => ({
      file,
      table,
    }));
  });
}

/** By Drizzle's builders: `tx.insert(orders)`. */
function tablesGiven(text: string): string[] {
  return [...text.matchAll(/\.(?:insert|update|delete)\(\s*(\w+)\s*\)/g)].flatMap(
    ([, constant = '']) => tableOf.get(constant) ?? [],
  );
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

/** Behind a trigger's `before update` and a conflict's `do update` stands no table. */
function tablesWritten(statement: string): string[] {
  const pattern =
    /(?<!\b(?:before|after|or|do|for|key)\s+)\b(?:insert\s+into|update|delete\s+from|merge\s+into|truncate(?:\s+table)?)\s+(?:only\s+)?(?:\$\{(\w+)\}|([a-z_]+))/gi;
  return [...statement.matchAll(pattern)]
    .map(([, constant, table]) =>
      constant === undefined ? (table ?? '') : (tableOf.get(constant) ?? `\${${constant}}`),
    )
    .filter((table) => !['of', 'on', 'or', 'skip', 'set'].includes(table));
}
