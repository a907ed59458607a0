import type { TxCtx } from '@/lib/context';
import { isUnserved } from './lookups/connection';
import { setHolds } from './set-holds';

/**
 * Adds `not_connected` to a plan that its router neither accepts nor serves, instead of charging for it;
 * outstanding charges are charged when it is connected. Runs in the caller's transaction, under the service's
 * lock.
 * @returns whether the service is unserved
 */
export async function holdUnserved(ctx: TxCtx, serviceId: number): Promise<boolean> {
  if (!(await isUnserved(ctx, serviceId))) return false;
  const asConnection = { ...ctx, actor: { kind: 'system', job: 'connection' } as const };
  await setHolds(asConnection, { serviceIds: [serviceId], reason: 'not_connected' });
  return true;
}
