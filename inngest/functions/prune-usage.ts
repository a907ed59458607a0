import { pruneUsage } from '@/lib/usage/prune-usage';
import { createSweep, once } from './support/create-sweep';

/** Nightly: deletes usage data past its retention. */
export const pruneUsageFunction = createSweep('prune-usage', '37 2 * * *', {
  usage: once(pruneUsage),
});
