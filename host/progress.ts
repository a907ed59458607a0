import { armShutdown, endParts } from './shutdown';

/** Prints one line per step: its title at the start, its duration in seconds at the end. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  process.stdout.write(`  ${title} … `);
  try {
    const result = await work();
    process.stdout.write(`${secondsSince(startedAt)} s\n`);
    return result;
  } catch (error) {
    process.stdout.write(`failed after ${secondsSince(startedAt)} s\n`);
    throw error;
  }
}

export function secondsSince(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}

/** A problem with the machine or how it is used, in one sentence; any other error is shown with its stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

const worded = new Set(['Refusal', 'EmbeddedPostgresError']);

/** Runs a task and sets the exit code: 0, or 1 with the error on standard error. */
export async function runTask(work: () => Promise<unknown>): Promise<void> {
  armShutdown();
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`\n${explain(error)}\n`);
  } finally {
    await endParts();
    // An open channel to the parent process would keep both alive.
    process.removeAllListeners('disconnect');
    if (process.connected) process.disconnect();
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (worded.has(error.name)) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'The disk is full: free some space and start again.';
  if (code === 'EADDRINUSE') return 'Another program has just taken the port: start again.';
  if (code === 'EACCES' || code === 'EROFS') {
    return `This user may not do that (${error.message}): give it the right, or start as the owner.`;
  }
  return error.stack ?? error.message;
}
