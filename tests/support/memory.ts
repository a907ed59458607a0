import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { serviceUser } from '@/db/embedded/host';
import { asAdmin } from './as-admin';

const NAME = 'memory';
/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';
/** Some clones at once take a tenth of it. */
const BYTES_NEEDED = 2 * 1024 ** 3;

/**
 * Makes a place in memory for the clones anew, where there is room: each has hundreds of files, and a file
 * system on a disk takes longer to make and remove them than the tests take. Only while no clone is there.
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

/** Nothing of a run stays in memory. */
export async function leaveMemory(adminUrl: string, root: string): Promise<void> {
  await asAdmin(adminUrl, (sql) => sql.unsafe(`drop tablespace if exists ${NAME}`));
  rmSync(folderOf(root), { recursive: true, force: true });
}

/** Where clones are made: in memory, or with everything else. */
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
