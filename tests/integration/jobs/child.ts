import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { programOf } from '@/tests/support/program';

const children = new Set<ChildProcess>();

/** Starts a process with the executor of `child-executor.ts` on this test's database. */
export function spawnExecutor(...flags: string[]): ChildProcess {
  const child = spawn(
    process.execPath,
    [programOf('tests/integration/jobs/child-executor.ts'), ...flags],
    {
      env: { ...process.env, LOG_LEVEL: flags.includes('--log') ? 'info' : 'silent' },
      stdio: ['ignore', flags.includes('--log') ? 'pipe' : 'ignore', 'inherit'],
    },
  );
  children.add(child);
  return child;
}

/** Resolves when the process has exited. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit');
  }
  children.delete(child);
}

export async function killAll(): Promise<void> {
  await Promise.all([...children].map((child) => end(child, 'SIGKILL')));
}
