import type { TxCtx } from '@/lib/context';
import { setHolds } from './set-holds';

/**
 * Adds `router_refused` to plans that their router has not let online: their paid time stands still from the given
 * times until the router confirms them. Runs in the caller's transaction, under the services' locks. What the router
 * should have does not change, so it is asked again at the usual intervals.
 */
export async function holdRefused(ctx: TxCtx, since: ReadonlyMap<number, Date>): Promise<void> {
  const asConnection = { ...ctx, actor: { kind: 'system', job: 'connection' } as const };
  const serviceIds = [...since.keys()];
  await setHolds(asConnection, { serviceIds, reason: 'router_refused', since });
}
