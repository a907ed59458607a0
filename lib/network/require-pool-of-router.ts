import type { TxCtx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import { getPoolRow, shareAddressPlan } from './store';

/**
 * Refuses a pool of another router than the service's: that router would not know its name. The pool
 * then stays until the transaction ends. The caller has authorised.
 * @throws DomainError `not-found` | `invalid-input` at `ipv4PoolId`
 */
export async function requirePoolOfRouter(
  ctx: TxCtx,
  { poolId, routerId }: { poolId: number; routerId: number | null },
): Promise<void> {
  await shareAddressPlan(ctx);
  const pool = await getPoolRow(ctx, poolId);
  if (pool.routerId !== routerId)
    refuseField('ipv4PoolId', 'pool_on_other_router', { pool: pool.name });
}
