import type { Rest } from '@/lib/pricing/rules/plan-change';
import { type Recurrence, startOfPeriod } from '../rules';

/** A period in its grace, with the time until which the grace runs and the times in which the service stood still. */
type InGrace = Recurrence & {
  nextDue: Date;
  graceBreaks: readonly { since: string; until: string }[] | null;
};

/** Returns the seconds that the service has run unpaid in its grace up to a time, of those of the whole period. */
export function servedIn(row: InGrace, at: Date): Rest {
  const startsAt = startOfPeriod(row, row.nextIndex).getTime();
  const until = Math.min(at.getTime(), row.nextDue.getTime());
  const stood = (row.graceBreaks ?? []).reduce((sum, one) => {
    const since = Math.max(Date.parse(one.since), startsAt);
    return sum + Math.max(Math.min(Date.parse(one.until), until) - since, 0);
  }, 0);
  const whole = startOfPeriod(row, row.nextIndex + 1).getTime() - startsAt;
  return {
    leftSeconds: Math.floor(Math.max(until - startsAt - stood, 0) / 1000),
    ofSeconds: Math.floor(whole / 1000),
  };
}
