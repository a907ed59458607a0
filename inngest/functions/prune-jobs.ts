import { pruneJobs } from '@/lib/jobs/prune-jobs';
import { createSweep, once } from '../create-sweep';

/** Nightly: delivered events, finished runs and spent limits go. */
export const pruneJobsFunction = createSweep('prune-jobs', '17 2 * * *', {
  jobs: once(pruneJobs),
});
