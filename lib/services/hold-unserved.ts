import type { TxCtx } from '@/lib/context';
import { isUnserved } from './lookups/connection';
import { setHolds } from './set-holds';

/**
 * Puts `not_connected` on a plan that its router neither takes nor serves, instead of charging for it: what it
 * waits for is settled when it is connected. In the caller's transaction, under the service's lock.
 * @returns whether it is so
 */
export async function holdUnserved(ctx: TxCtx, serviceId: number): Promise<boolean> {
  if (!(await isUnserved(ctx, serviceId))) return false;
  const asConnection = { ...ctx, actor: { kind: 'system', job: 'connection' } as const };
  await setHolds(asConnection, { serviceIds: [serviceId], reason: 'not_connected' });
  return true;
}
