import { pruneForms } from '@/lib/audit/prune-forms';
import { pruneJobs } from '@/lib/jobs/prune-jobs';
import { pruneSweepRuns } from '@/lib/recurrence/record-sweep-run';
import { createSweep, once } from './support/create-sweep';

/** Nightly: deletes delivered events, finished runs, expired limits, old sweep runs and old form digests. */
export const pruneJobsFunction = createSweep('prune-jobs', '17 2 * * *', {
  jobs: once(pruneJobs),
  sweeps: once(pruneSweepRuns),
  forms: once(pruneForms),
});
