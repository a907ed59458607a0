import type { TxCtx } from '@/lib/context';
import { setHolds } from './set-holds';

/**
 * Adds `router_refused` to plans that their router refused to let online: their paid time stands still until the
 * router accepts them. Runs in the caller's transaction, under the services' locks. What the router should have does
 * not change, so it is asked again at the usual intervals.
 */
export async function holdRefused(ctx: TxCtx, serviceIds: readonly number[]): Promise<void> {
  const asConnection = { ...ctx, actor: { kind: 'system', job: 'connection' } as const };
  await setHolds(asConnection, { serviceIds, reason: 'router_refused' });
}
