import type { HoldReason } from '@/lib/kit/words';
import { decisiveHolds, type ServiceState } from '@/lib/services/rules';

export type HoldView = { reason: HoldReason; until: string | null };

/** Returns why a service is not on: the decisive holds it has, after the connection it is about to lack. */
export function reasonsOf(
  state: ServiceState,
  ahead: ServiceState,
  holds: readonly HoldView[],
): HoldView[] {
  const reasons = decisiveHolds(state).flatMap(
    (reason) => holds.find((hold) => hold.reason === reason) ?? [],
  );
  const isDisconnected =
    ahead.holds.includes('not_connected') && !state.holds.includes('not_connected');
  return isDisconnected ? [{ reason: 'not_connected', until: null }, ...reasons] : reasons;
}
