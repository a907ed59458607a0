import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { createSweep } from '../create-sweep';

/** Decides every due period: charges and allocates it, or withholds it. */
export const sweepRecurrencesFunction = createSweep('sweep-recurrences', '* * * * *', {
  // Those whose price or terms change first: the set-based sweep leaves them alone.
  special: sweepSpecialPeriods,
  due: (ctx) => sweepRecurrences(ctx),
});
