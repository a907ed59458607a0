import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { getSettings } from '@/lib/settings/get-settings';
import { findStanding, type StandingService } from './lookups/standing';
import { type Conflict, conflictOf, conflictWithout, type Fresh } from './rules/conflict';

/**
 * Refuses a change that cannot happen beside what is planned for the service, or to cancel a change that another needs,
 * and names that, so that nothing planned is dropped in silence. A caller that writes has locked the service, so of two
 * such changes one is first. A change that falls due was checked when it was planned.
 */
export async function refuseStanding(
  ctx: Ctx,
  service: StandingService,
  fresh: Fresh | { cancels: number },
): Promise<void> {
  if (ctx.actor.kind === 'system') return;
  const { timeZone } = await getSettings(ctx);
  const standing = await findStanding(ctx, service, {
    today: localDateOf(ctx.now, timeZone),
    timeZone,
  });
  const conflict =
    'cancels' in fresh ? conflictWithout(standing, fresh.cancels) : conflictOf(standing, fresh);
  if (conflict === null) return;
  const { why, ...named } = conflict;
  const isNextPlan = 'change' in fresh && fresh.change.kind === 'next_plan';
  refuse('invalid-state', isNextPlan ? againstNextPlan(why) : why, {
    ...named,
    ...('day' in named ? { day: startOfLocalDay(named.day, timeZone) } : {}),
  });
}

/** Nobody chooses the day of a plan for the end of the paid period, so its sentences propose no other one. */
function againstNextPlan(why: Conflict['why']) {
  switch (why) {
    case 'service_end_stands':
      return 'next_plan_after_end';
    case 'planned_archive_stands':
      return 'next_plan_after_archive';
    case 'planned_stop_stands':
      return 'next_plan_after_stop';
    default:
      return why;
  }
}
