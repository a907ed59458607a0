import { logDefect } from '@/lib/kit/log';
import { startJobs, stopJobs } from './start-jobs';

/** Starts the background work of a serving process and ends it with the process. */
export function startServerJobs(): void {
  startJobs().catch((error: unknown) => logDefect(error, { start: 'jobs' }));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stopJobs().catch((error: unknown) => logDefect(error, { stop: 'jobs' }));
    });
  }
}
