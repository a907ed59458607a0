import { eq } from 'drizzle-orm';
import { ipPools } from '@/db/schema/network';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { countPoolServices, countRouterPools } from './lookups';
import { getPoolRow, lockAddressPlan } from './store';

/**
 * Deletes a pool that no live service names. Services that take any pool move to the router's next one, so the last
 * pool cannot be deleted while there are such services.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state`
 */
export async function deletePool(ctx: Ctx, poolId: number): Promise<void> {
  requireStaffOrSystem(ctx, 'network.write');
  await inTransaction(ctx, async (tctx) => {
    await lockAddressPlan(tctx);
    const before = await getPoolRow(tctx, poolId);
    const services = await countPoolServices(tctx, { poolId, routerId: before.routerId });
    if (services.named > 0) refuse('invalid-state', 'pool_in_use', { count: services.named });
    if (services.any > 0 && (await countRouterPools(tctx, before.routerId)) === 1)
      refuse('invalid-state', 'pool_is_last', { count: services.any });
    await tctx.tx.delete(ipPools).where(eq(ipPools.id, poolId));
    await recordAudit(tctx, {
      action: 'pool.delete',
      subject: { kind: 'pool', id: poolId },
      before,
    });
  });
}
