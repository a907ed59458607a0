import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { serviceUser } from '@/db/embedded/host';
import { asAdmin } from './as-admin';

const NAME = 'memory';
/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';
/** Several concurrent clones take a tenth of it. */
const BYTES_NEEDED = 2 * 1024 ** 3;

/**
 * Recreates an in-memory tablespace for the clones where there is room: each clone has hundreds of files, and a disk
 * takes longer to create and remove them than the tests take. Only while no clone exists.
 */
export async function renewMemory(adminUrl: string, root: string): Promise<void> {
  await leaveMemory(adminUrl, root);
  if (!hasRoom()) return;
  const folder = folderOf(root);
  const { uid, gid } = serviceUser();
  mkdirSync(folder, { mode: 0o700 });
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  await asAdmin(adminUrl, (sql) => sql.unsafe(`create tablespace ${NAME} location '${folder}'`));
}

/** Leaves nothing of a run in memory. */
export async function leaveMemory(adminUrl: string, root: string): Promise<void> {
  await asAdmin(adminUrl, (sql) => sql.unsafe(`drop tablespace if exists ${NAME}`));
  rmSync(folderOf(root), { recursive: true, force: true });
}

/** Tablespace of the clones: in memory, or the default. */
export async function tablespaceOfClones(adminUrl: string): Promise<string> {
  const found = await asAdmin(
    adminUrl,
    (sql) => sql`select 1 from pg_tablespace where spcname = ${NAME}`,
  );
  return found.length > 0 ? NAME : 'pg_default';
}

function hasRoom(): boolean {
  if (!existsSync(MEMORY) || freemem() < BYTES_NEEDED) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= BYTES_NEEDED;
}

function folderOf(root: string): string {
  return `${MEMORY}/netpurse-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
}
