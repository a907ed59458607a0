import { pruneUsage } from '@/lib/usage/prune-usage';
import { createSweep, once } from './support/create-sweep';

/** Nightly: raw usage older than its keep goes. */
export const pruneUsageFunction = createSweep('prune-usage', '37 2 * * *', {
  usage: once(pruneUsage),
});
