import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { startOfLocalDay } from '@/lib/kit/time';
import { getSettings } from '@/lib/settings/get-settings';
import { listStandingChanges } from './lookups/standing-changes';
import { conflictOf } from './rules/conflict';
import type { ScheduledChange } from './scheduled-change-input';

/**
 * Refuses a change that cannot happen beside what is planned for the service, and names that, so that nothing planned is
 * dropped in silence. The caller has locked the service, so of two such changes one is first. A change that falls due
 * was checked when it was planned.
 */
export async function refuseStanding(
  ctx: TxCtx,
  service: { id: number; endDate: string | null },
  fresh: { day: string; change: ScheduledChange },
): Promise<void> {
  if (ctx.actor.kind === 'system') return;
  const changes = await listStandingChanges(ctx, service.id);
  const conflict = conflictOf({ endDate: service.endDate, changes }, fresh);
  if (conflict === null) return;
  const { timeZone } = await getSettings(ctx);
  const { why, day, ...named } = conflict;
  refuse('invalid-state', why, { ...named, day: startOfLocalDay(day, timeZone) });
}
