import { pruneForms } from '@/lib/audit/prune-forms';
import { pruneJobs } from '@/lib/jobs/prune-jobs';
import { pruneSweepRuns } from '@/lib/recurrence/record-sweep-run';
import { createSweep, once } from './support/create-sweep';

/** Nightly: delivered events, finished runs, spent limits, old lines about sweeps and what old forms said go. */
export const pruneJobsFunction = createSweep('prune-jobs', '17 2 * * *', {
  jobs: once(pruneJobs),
  sweeps: once(pruneSweepRuns),
  forms: once(pruneForms),
});
