import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { sweepScheduledChanges } from '@/lib/services/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/services/sweep-service-dates';
import { createSweep } from '../create-sweep';
import { inShares } from '../in-shares';
import { recorded } from '../recorded';

/** Decides every due period: charges and allocates it, or withholds it. */
export const sweepRecurrencesFunction = createSweep('sweep-recurrences', '* * * * *', {
  // What ends or changes at this midnight is not renewed at it as what it was.
  dates: before(sweepServiceDates),
  changes: before(sweepScheduledChanges),
  // Those whose price or terms change first: the set-based sweep leaves them alone.
  special: recorded('special', sweepSpecialPeriods),
  due: inShares((ctx, share) => recorded('due', (inner) => sweepRecurrences(inner, share))(ctx)),
});

/** Another sweep's work, done first. Its fault is that sweep's to report: renewals go on. */
function before(sweep: (ctx: Ctx) => Promise<{ more: boolean }>) {
  return (ctx: Ctx): Promise<{ more: boolean }> =>
    sweep(ctx).catch((error: unknown) => {
      logDefect(error, { job: 'sweep-recurrences', part: sweep.name });
      return { more: false };
    });
}
