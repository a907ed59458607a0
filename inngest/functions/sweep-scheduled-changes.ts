import { sweepScheduledChanges } from '@/lib/services/sweep-scheduled-changes';
import { createSweep } from '../create-sweep';

/** Applies planned changes at 00:00 of their day in the operator's zone. */
export const sweepScheduledChangesFunction = createSweep('sweep-scheduled-changes', '* * * * *', {
  changes: sweepScheduledChanges,
});
