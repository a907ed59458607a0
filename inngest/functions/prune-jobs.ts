import { pruneJobs } from '@/lib/jobs/prune-jobs';
import { pruneSweepRuns } from '@/lib/recurrence/sweeps/record-sweep-run';
import { createSweep, once } from '../create-sweep';

/** Nightly: delivered events, finished runs, spent limits and old lines about sweeps go. */
export const pruneJobsFunction = createSweep('prune-jobs', '17 2 * * *', {
  jobs: once(pruneJobs),
  sweeps: once(pruneSweepRuns),
});
