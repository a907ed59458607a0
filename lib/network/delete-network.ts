import { eq } from 'drizzle-orm';
import { networks } from '@/db/schema/network';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuse } from '@/lib/kit/errors';
import { countAssigned, findPlan } from './lookups';
import { spanOf } from './rules';
import { getNetworkRow, lockAddressPlan, replaceReservations } from './store';

/**
 * Deletes a network that contains no pool and no service's address.
 * @throws DomainError `forbidden` | `not-found` | `invalid-state`
 */
export async function deleteNetwork(ctx: Ctx, networkId: number): Promise<void> {
  requireStaffOrSystem(ctx, 'network.write');
  await inTransaction(ctx, async (tctx) => {
    await lockAddressPlan(tctx);
    const before = await getNetworkRow(tctx, networkId);
    const plan = found(await findPlan(tctx, networkId));
    const [pool] = plan.pools;
    if (pool) refuse('invalid-state', 'network_has_pools', { pool: pool.name });
    const count = await countAssigned(tctx, spanOf(plan.block));
    if (count > 0) refuse('invalid-state', 'network_has_addresses', { count });
    await replaceReservations(tctx, networkId, []);
    await tctx.tx.delete(networks).where(eq(networks.id, networkId));
    await recordAudit(tctx, {
      action: 'network.delete',
      subject: { kind: 'network', id: networkId },
      before,
    });
  });
}
