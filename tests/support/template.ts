import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import {
  applySqlFiles,
  createExtensions,
  describeSqlError,
  migrateDatabase,
  migrationFolders,
} from '@/db/migrate';
import { grantRights } from '@/db/rights';

/** Older templates stay for runs that are still cloning them. */
const TEMPLATES_KEPT = 8;

/**
 * Makes sure a migrated template database exists for the schema as it stands in the tree, and
 * returns its name. Safe under several test runs at once.
 */
export async function ensureTemplate(
  root: string,
  urlFor: (database: string) => string,
): Promise<string> {
  const name = `template_${hashOf(root)}`;
  const admin = postgres(urlFor('postgres'), { max: 1, onnotice: () => undefined });
  try {
    await admin`select pg_advisory_lock(4217)`;
    const found = await admin`select 1 from pg_database where datname = ${name}`;
    if (found.length > 0) return name;
    await admin`drop database if exists ${admin('building')} with (force)`;
    await admin`create database ${admin('building')}`;
    await applySchema(root, urlFor('building'));
    await admin`alter database ${admin('building')} rename to ${admin(name)}`;
    // A template that nobody can enter is never "accessed by other users" while it is cloned.
    await admin`alter database ${admin(name)} with allow_connections false is_template true`;
    await dropOldTemplates(admin);
    return name;
  } finally {
    await admin.end();
  }
}

async function applySchema(root: string, url: string): Promise<void> {
  const folders = migrationFolders(root);
  if (existsSync(path.join(folders.migrations, 'meta', '_journal.json'))) {
    await migrateDatabase(url, folders);
    return;
  }
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const ddl = await exportSchema(root);
    await createExtensions(sql);
    await sql
      .begin((tx) => tx.unsafe(ddl))
      .catch((error: unknown) => {
        throw describeSqlError('db/schema', error);
      });
    // Without a migration the schema is still being laid down: one unfinished file must not stop every test.
    await applySqlFiles(sql, folders.sql, (problem) => {
      process.stderr.write(`Left out of the test template: ${problem.message}\n`);
    });
    await grantRights(sql);
  } finally {
    await sql.end();
  }
}

/** The whole schema as SQL, for a tree that has no migration yet. */
async function exportSchema(root: string): Promise<string> {
  const kit = path.join(root, 'node_modules', 'drizzle-kit', 'bin.cjs');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [kit, 'export', '--sql'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  // It ends with 0 even when a schema file does not load.
  if (!stdout.includes('CREATE TABLE')) throw new Error(`db/schema does not load: ${stderr}`);
  return stdout;
}

async function dropOldTemplates(admin: postgres.Sql): Promise<void> {
  const old = await admin<{ datname: string }[]>`
    select datname from pg_database where datistemplate and datname like ${'template\\_%'}
    order by oid desc offset ${TEMPLATES_KEPT}`;
  for (const { datname } of old.filter(({ datname }) => /^template_[0-9a-f]{16}$/.test(datname))) {
    await admin`alter database ${admin(datname)} with is_template false`;
    await admin`drop database if exists ${admin(datname)}`.catch(() => undefined);
  }
}

/** Everything that decides what the schema is; a change makes a new template. */
function hashOf(root: string): string {
  const hash = createHash('sha256');
  for (const file of schemaFiles(path.join(root, 'db')).sort()) {
    hash.update(file).update(readFileSync(path.join(root, 'db', file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function schemaFiles(folder: string): string[] {
  const parts = ['schema', 'sql', 'migrations'].filter((part) =>
    existsSync(path.join(folder, part)),
  );
  const nested = parts.flatMap((part) =>
    readdirSync(path.join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|sql|json)$/.test(file))
      .map((file) => path.join(part, file)),
  );
  return ['columns.ts', 'migrate.ts', 'rights.ts', ...nested];
}
