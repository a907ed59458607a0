import type { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { type ServiceState, serviceCan } from '@/lib/services/rules';
import type { ConnectionFacts } from '@/lib/services/rules/state-ahead';

type Sold = {
  kind: (typeof catalogItems.$inferSelect)['kind'];
  version: typeof catalogItemVersions.$inferSelect;
  /** Its plan has a pack on sale. */
  hasPacks: boolean;
};

/** What a subscriber can do with a service now. */
export function canOf(
  { kind, version, hasPacks }: Sold,
  state: ServiceState,
  { isUnserved, isFrozen, isRouterAway }: ConnectionFacts,
) {
  const orderable = { ...state, isUnserved, isRouterAway };
  const isChangeable = serviceCan.changePlan(orderable).allowed;
  const sellsPacks = hasPacks && version.dataLimitBytes !== null;
  return {
    buyPack: sellsPacks && serviceCan.buyPack(orderable).allowed,
    // A router out of service takes no change now, but one at the end of the period can be planned.
    changePlan:
      kind === 'internet' && isChangeable && !(isFrozen && version.changeMoment === 'now'),
    pause: version.pausesPerYearMax > 0 && !isFrozen && serviceCan.pause(state).allowed,
    resume: serviceCan.resume(state).allowed,
  };
}
