import type { InngestFunction } from 'inngest';
import { pruneJobsFunction } from './functions/prune-jobs';

/** Every function of the product, for both ways of running them. */
export const functions: readonly InngestFunction.Any[] = [pruneJobsFunction];
