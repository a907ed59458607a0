import path from 'node:path';
import postgres from 'postgres';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/db/embedded';
import { isRunning } from '@/db/embedded/postmaster';
import { migrateDatabase, migrationFolders } from '@/db/migrate';
import { root } from './home';
import { Refusal, step } from './progress';
import { onShutdown } from './shutdown';

const OLDEST_SERVER = 150_000;

export type Database = {
  url: string;
  /** Whether the server was running already, left to us by another process. */
  adopted: boolean;
  isRunning: () => boolean;
  stop: () => Promise<void>;
};

/** The operator's PostgreSQL when DATABASE_URL names one, otherwise our own in the data folder. */
export async function openDatabase(data: string): Promise<Database> {
  const given = process.env['DATABASE_URL'];
  if (!given) return openEmbedded(data);
  await step('Reaching PostgreSQL', () => requireServer(given));
  return { url: given, adopted: true, isRunning: () => true, stop: async () => undefined };
}

export async function openEmbedded(data: string): Promise<Database> {
  const server = await step('Starting PostgreSQL', () => startGuarded(data));
  process.env['DATABASE_URL'] = server.url;
  return {
    url: server.url,
    adopted: server.adopted,
    isRunning: () => isRunning(server.pid),
    stop: () => server.stop(),
  };
}

/** A signal during the start waits for the server and stops it; once it is ready, stopping it is up to the caller. */
async function startGuarded(data: string): Promise<EmbeddedPostgres> {
  let isReady = false;
  const dataDirectory = path.join(data, 'postgres');
  const starting = startEmbeddedPostgres({ dataDirectory, database: 'netpurse' });
  onShutdown(async () => {
    if (isReady) return;
    const server = await starting.catch(() => undefined);
    if (server?.adopted === false) await server.stop();
  });
  const server = await starting;
  isReady = true;
  return server;
}

export async function migrate(database: Database): Promise<void> {
  const warnings = await step('Migrating the database', () =>
    migrateDatabase(database.url, migrationFolders(root)),
  );
  for (const warning of warnings) process.stdout.write(`  ! ${warning}\n`);
}

async function requireServer(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined });
  try {
    const [row] = await sql<{ version: number }[]>`
      select current_setting('server_version_num')::int as version`;
    if ((row?.version ?? 0) < OLDEST_SERVER) {
      throw new Refusal('DATABASE_URL leads to a PostgreSQL older than 15: use 15 or newer.');
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // The URL itself stays out of the message: it carries a password.
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(`The PostgreSQL of DATABASE_URL does not answer: ${reason}.`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
