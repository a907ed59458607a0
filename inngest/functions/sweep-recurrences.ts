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
  // What ends or changes at this midnight is not renewed at it as what it was.
  dates: before(sweepServiceDates),
  changes: before(sweepScheduledChanges),
  // Those whose price or terms change first: the set-based sweep leaves them alone.
  special: recordSweep('special', sweepSpecialPeriods),
  due: drainInShares((ctx, share) =>
    recordSweep('due', (inner) => sweepRecurrences(inner, share))(ctx),
  ),
});

/** Another sweep's work, done first. Its fault is that sweep's to report: renewals go on. */
function before(sweep: (ctx: Ctx) => Promise<{ more: boolean }>) {
  return (ctx: Ctx): Promise<{ more: boolean }> =>
    sweep(ctx).catch((error: unknown) => {
      logDefect(error, { job: 'sweep-recurrences', part: sweep.name });
      return { more: false };
    });
}
