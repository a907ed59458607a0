import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { migrateDatabase, migrationFolders } from '@/db/migrate';

/** Keeps older templates for runs that are still cloning them. */
const TEMPLATES_KEPT = 8;

/**
 * Ensures that a migrated template database exists for the current schema and returns its name. Safe under concurrent
 * test runs.
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
    await migrateDatabase(urlFor('building'), migrationFolders(root));
    await admin`alter database ${admin('building')} rename to ${admin(name)}`;
    // A template without connections is never "accessed by other users" while it is cloned.
    await admin`alter database ${admin(name)} with allow_connections false is_template true`;
    await dropOldTemplates(admin);
    return name;
  } finally {
    await admin.end();
  }
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

/** Hashes everything that determines the schema; a change creates a new template. */
function hashOf(root: string): string {
  const hash = createHash('sha256');
  for (const file of schemaFiles(path.join(root, 'db')).sort()) {
    hash.update(file).update(readFileSync(path.join(root, 'db', file)));
  }
  return hash.digest('hex').slice(0, 16);
}

function schemaFiles(folder: string): string[] {
  const nested = ['schema', 'sql', 'migrations'].flatMap((part) =>
    readdirSync(path.join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|sql|json)$/.test(file))
      .map((file) => path.join(part, file)),
  );
  return ['columns.ts', 'migrate.ts', 'rights.ts', ...nested];
}
