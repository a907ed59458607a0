import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '@/host/home';
import { secondsSince } from '@/host/progress';
import { captureTool, type Outcome } from '@/host/tools';
import type { Tally } from './failures';

export type Check = { name: string; run: () => Promise<Outcome> };

const types: Check = { name: 'types', run: checkTypes };

const others: Check[] = [
  // Formatting, lint and import order in one pass of one tool.
  { name: 'format and lint', run: () => captureTool('@biomejs/biome', biomeArguments) },
  { name: 'boundaries', run: () => captureTool('dependency-cruiser', depcruiseArguments) },
  { name: 'dead code', run: () => captureTool('knip', []) },
  { name: 'migrations match the schema', run: checkMigrations },
];

/** What dependency-cruiser cannot see: tables in SQL, the matrix of screens, the map in ARCHITECTURE.md. */
const structure: Check = {
  name: 'structure',
  run: () => captureTool('vitest', ['run', '--project', 'unit', 'tests/structure']),
};

/** Static checks, which do not run the product. The test suite leaves out `structure`, whose tests it already runs. */
export const checks = { types: [types], others, all: [types, ...others, structure] };

const biomeArguments = ['check', '--error-on-warnings', '--diagnostic-level=warn', '.'];
const depcruiseArguments = [
  ...['app', 'lib', 'db', 'inngest', 'stand-ins', 'host', 'demo', 'scripts'],
  ...['--output-type', 'err-long'],
];

/** Runs checks two at a time and prints the output of those that fail. */
export async function runChecks(list: readonly Check[]): Promise<Tally> {
  const waiting = [...list];
  const tally: Tally = { passed: 0, failed: 0, failures: [] };
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const startedAt = performance.now();
      const { code, output } = await check.run();
      const verdict = code === 0 ? 'ok' : 'FAILED';
      process.stdout.write(`  ${check.name.padEnd(30)} ${verdict}  ${secondsSince(startedAt)} s\n`);
      if (code === 0) tally.passed += 1;
      else {
        tally.failed += 1;
        tally.failures.push({ name: check.name, error: output });
        process.stdout.write(`${indent(output)}\n`);
      }
    }
  };
  await Promise.all([worker(), worker()]);
  return tally;
}

async function checkTypes(): Promise<Outcome> {
  // Route types are generated; a fresh clone has no `next-env.d.ts` without them.
  const generated = await captureTool('next', ['typegen']);
  if (generated.code !== 0) return generated;
  // The other lane needs the second processor, and each further checker repeats part of the work.
  return captureTool('typescript-native', ['--noEmit', '-p', '.', '--singleThreaded']);
}

/** Generating migrations in a copy must produce none; a schema changed without its migration would. */
async function checkMigrations(): Promise<Outcome> {
  const migrations = path.join(root, 'db', 'migrations');
  if (!existsSync(migrations)) return { code: 1, output: 'db/migrations is missing' };
  const copy = mkdtempSync(path.join(tmpdir(), 'netpurse-migrations-'));
  try {
    cpSync(migrations, copy, { recursive: true });
    const { code, output } = await captureTool('drizzle-kit', [
      'generate',
      '--dialect=postgresql',
      '--schema=./db/schema/*.ts',
      `--out=${path.relative(root, copy)}`,
    ]);
    const isSame = code === 0 && output.includes('No schema changes');
    return isSame
      ? { code: 0, output }
      : { code: 1, output: `${output}\nRun "npm run db:generate" and commit what it writes.` };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '    ');
}
