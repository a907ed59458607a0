import { pruneForms } from '@/lib/audit/prune-forms';
import { pruneJobs } from '@/lib/jobs/prune-jobs';
import { pruneRepairs } from '@/lib/recurrence/record-repairs';
import { pruneSweepRuns } from '@/lib/recurrence/record-sweep-run';
import { createSweep, once } from './support/create-sweep';

/** Nightly: deletes delivered events, finished runs, expired limits, old sweep runs and old form digests. */
export const pruneJobsFunction = createSweep('prune-jobs', '17 2 * * *', {
  jobs: once(pruneJobs),
  sweeps: once(pruneSweepRuns),
  repairs: once(pruneRepairs),
  forms: once(pruneForms),
});
