import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { createSweep } from './support/create-sweep';

/** Applies scheduled changes at 00:00 of their day in the operator's zone. */
export const sweepScheduledChangesFunction = createSweep('sweep-scheduled-changes', '* * * * *', {
  changes: sweepScheduledChanges,
});
