import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '@/db/embedded';
import { Refusal } from '@/host/progress';
import { ensureTemplate } from '@/tests/support/template';
import { currentLoad, describeEnvironment } from './environment';
import type { Bench, BenchContext, BenchDatabase, Figure } from './harness';

/** Use fewer for a quick run, never for figures to compare. */
const REPEATS = Number(process.env['NETPURSE_BENCH_REPEATS'] ?? 5);

export type BenchOptions = { root: string; data: string; name: string; isJson: boolean };

/**
 * Runs `tests/bench/<name>.ts` on a separate, durable PostgreSQL. Prints a table, or with `isJson` one JSON line per
 * figure on standard output and everything else on standard error.
 */
export async function runBench(options: BenchOptions): Promise<Figure[]> {
  const bench = await loadBench(options);
  const folder = path.join(options.data, 'bench');
  mkdirSync(folder, { recursive: true });
  const server = await startEmbeddedPostgres({ dataDirectory: path.join(folder, 'postgres') });
  const admin = postgres(server.urlFor('postgres'), { max: 1, onnotice: () => undefined });
  const opened: BenchDatabase[] = [];
  const create = async (template: string): Promise<BenchDatabase> => {
    const name = `bench_${randomBytes(4).toString('hex')}`;
    await admin`create database ${admin(name)} template ${admin(template)} strategy file_copy`;
    await admin`checkpoint`;
    const url = server.urlFor(name);
    const database = { url, sql: postgres(url, { max: 10, onnotice: () => undefined }) };
    opened.push(database);
    return database;
  };
  const say = (text: string) => {
    (options.isJson ? process.stderr : process.stdout).write(`${text}\n`);
  };
  try {
    await dropLeftOvers(admin);
    const template = await ensureTemplate(options.root, server.urlFor);
    say(await describeEnvironment(admin, folder));
    const context: BenchContext = {
      repeats: REPEATS,
      say,
      createDatabase: () => create(template),
      cloneDatabase: async ({ url }) => {
        const name = nameOf(url);
        await admin`
          select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
        return create(name);
      },
      dropDatabase: async ({ url, sql }) => {
        await sql.end({ timeout: 1 });
        await admin`drop database if exists ${admin(nameOf(url))} with (force)`;
      },
    };
    const figures = await bench(context);
    say(`load at the end ${currentLoad()}`);
    print(figures, options.isJson);
    return figures;
  } finally {
    await Promise.all(opened.map(({ sql }) => sql.end({ timeout: 1 })));
    await dropLeftOvers(admin);
    await admin.end();
    if (!server.adopted) await server.stop();
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function loadBench({ root, name }: BenchOptions): Promise<Bench> {
  const file = path.join(root, 'tests', 'bench', `${name}.ts`);
  if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(file)) {
    throw new Refusal(`There is no bench "${name}" in tests/bench.`);
  }
  const { bench } = (await import(pathToFileURL(file).href)) as { bench?: Bench };
  if (bench === undefined) throw new Error(`tests/bench/${name}.ts exports no "bench".`);
  return bench;
}

async function dropLeftOvers(admin: postgres.Sql): Promise<void> {
  const found = await admin<{ datname: string }[]>`
    select datname from pg_database where datname like ${'bench\\_%'}`;
  for (const { datname } of found) {
    await admin`drop database if exists ${admin(datname)} with (force)`;
  }
}

function print(figures: Figure[], isJson: boolean): void {
  if (isJson) {
    for (const each of figures) process.stdout.write(`${JSON.stringify(each)}\n`);
    return;
  }
  const rows = figures.map(({ name, value, unit, floor, ratio, workload }) => [
    name,
    `${value} ${unit}`,
    floor === null ? '' : `${floor} ${unit}`,
    ratio === null ? '' : `${ratio}x`,
    workload,
  ]);
  const table = [['figure', 'value', 'floor', 'ratio', 'workload'], ...rows];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of table) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}
