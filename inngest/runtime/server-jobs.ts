import { logDefect } from '@/lib/kit/log';
import { startJobs, stopJobs } from './start-jobs';
import { stopFirst } from './stop-first';

/** Starts the background work of a server process and stops it with the process. */
export function startServerJobs(): void {
  startJobs().catch((error: unknown) => logDefect(error, { start: 'jobs' }));
  const stop = () =>
    stopJobs().catch((error: unknown) => {
      logDefect(error, { stop: 'jobs' });
    });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) stopFirst(process, signal, stop);
}
