import { startOfLocalDay } from '@/lib/kit/time';
import type { ScheduledChange } from '../scheduled-change-input';

/** A pause that runs or is planned: while it lasts, paid time stands still. Nothing ends it if `until` is null. */
export type BreakAhead = { since: Date; until: Date | null };

type Planned = { day: string; change: ScheduledChange };

/** Returns the breaks that a running pause and the changes make, which are in the order in which they happen. */
export function breaksAhead(
  changes: readonly Planned[],
  { pause, zone }: { pause: { since: Date; until: string | null } | null; zone: string },
): BreakAhead[] {
  const startOf = (day: string) => startOfLocalDay(day, zone);
  const breaks: BreakAhead[] = [];
  let open = pause;
  const close = (day: string) => {
    if (open) breaks.push({ since: open.since, until: startOf(day) });
    open = null;
  };
  for (const { day, change } of changes) {
    if (open?.until != null && open.until <= day) close(open.until);
    if (change.kind === 'resume' || change.kind === 'archive') close(day);
    if (change.kind === 'archive') break;
    if (change.kind === 'pause' && open === null)
      open = { since: startOf(day), until: change.until };
  }
  if (open === null) return breaks;
  const { since, until } = open;
  return [...breaks, { since, until: until === null ? null : startOf(until) }];
}
