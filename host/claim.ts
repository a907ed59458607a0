import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pids are reused; a pid with its start time identifies a process for good. */
type Known = { pid: number; startedAt: string };

type Claim = { owner: Known; children: Known[] };

export type Ownership = {
  addChild: (pid: number) => void;
  release: () => void;
};

/**
 * Makes this process the owner of the file. First ends an earlier owner left over, for example, from a kill -9, and
 * only after verifying that its pid was not reused.
 */
export async function takeOwnership(file: string): Promise<Ownership> {
  await endEarlier(file);
  const claim: Claim = {
    owner: identify(process.pid) ?? { pid: process.pid, startedAt: '' },
    children: [],
  };
  const save = () => writeFileSync(file, JSON.stringify(claim), { mode: 0o600 });
  save();
  return {
    addChild: (pid) => {
      const child = identify(pid);
      if (child !== undefined) claim.children.push(child);
      save();
    },
    release: () => {
      // A later process may have taken ownership in the meantime.
      if (read(file)?.owner.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/** Ends the process that owns the file, and its children, unless their pids were reused. */
export async function endEarlier(file: string): Promise<void> {
  const earlier = read(file);
  if (earlier === undefined) return;
  if (earlier.owner.pid !== process.pid) await end(earlier.owner);
  for (const child of earlier.children) await end(child);
}

async function end(known: Known): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGTERM', 12_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isStill(known)) return;
    try {
      process.kill(known.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    for (let waited = 0; waited < patienceMs && isStill(known); waited += 50) await sleep(50);
  }
}

function isStill({ pid, startedAt }: Known): boolean {
  return startedAt !== '' && identify(pid)?.startedAt === startedAt;
}

function identify(pid: number): Known | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command, in parentheses, may contain spaces; state and start time follow it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? undefined : { pid, startedAt: fields[19] ?? '' };
    }
    const startedAt = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    return { pid, startedAt: startedAt.trim() };
  } catch {
    return undefined;
  }
}

function read(file: string): Claim | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Claim;
  } catch {
    // Truncated by a full disk or a kill: it proves nothing, so nothing is ended.
    return undefined;
  }
}
