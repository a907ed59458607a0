import type { TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { getSettings } from '@/lib/settings/get-settings';
import { findStanding, type StandingService } from './lookups/standing';
import { conflictOf, conflictWithout, type Fresh } from './rules/conflict';

/**
 * Refuses a change that cannot happen beside what is planned for the service, or to cancel a change that another needs,
 * and names that, so that nothing planned is dropped in silence. The caller has locked the service, so of two such
 * changes one is first. A change that falls due was checked when it was planned.
 */
export async function refuseStanding(
  ctx: TxCtx,
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
  refuse('invalid-state', why, {
    ...named,
    ...('day' in named ? { day: startOfLocalDay(named.day, timeZone) } : {}),
  });
}
