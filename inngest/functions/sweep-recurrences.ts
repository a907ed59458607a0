import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { drainInShares } from '@/lib/recurrence/drain-in-shares';
import { recordSweep } from '@/lib/recurrence/record-sweep';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { createSweep } from './support/create-sweep';

/** Decides every due period: charges and allocates it, or withholds it. */
export const sweepRecurrencesFunction = createSweep('sweep-recurrences', '* * * * *', {
  // A service that ends or changes at this midnight must not renew on its old terms.
  dates: before(sweepServiceDates),
  changes: before(sweepScheduledChanges),
  // First the few whose price or terms change, which the set-based sweep skips.
  special: recordSweep('special', sweepSpecialPeriods),
  due: drainInShares((ctx, share) =>
    recordSweep('due', (inner) => sweepRecurrences(inner, share))(ctx),
  ),
});

/** Runs another sweep's work first. Its errors are reported by that sweep; renewals continue. */
function before(sweep: (ctx: Ctx) => Promise<{ more: boolean }>) {
  return (ctx: Ctx): Promise<{ more: boolean }> =>
    sweep(ctx).catch((error: unknown) => {
      logDefect(error, { job: 'sweep-recurrences', part: sweep.name });
      return { more: false };
    });
}
