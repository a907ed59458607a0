import type { z } from 'zod';
import { ipPools } from '@/db/schema/network';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found, refuseField } from '@/lib/kit/errors';
import { findPlan, isRouter, listOtherPools } from './lookups';
import { addressValue } from './network-input';
import { PoolInput } from './pool-input';
import { refuseFault } from './refuse-fault';
import { refuseTakenName } from './refuse-taken-name';
import { formatBlock } from './rules';
import { findPoolFault } from './rules/faults';
import { getNetworkRow, lockAddressPlan, spanColumns } from './store';

/**
 * Creates a range within a pool network, for one router to assign from. It is pushed to the router together with the
 * first service that uses it.
 * @throws DomainError `forbidden` | `not-found` | `invalid-input` naming the conflict
 */
export async function createPool(
  ctx: Ctx,
  input: z.input<typeof PoolInput>,
): Promise<{ poolId: number }> {
  requireStaffOrSystem(ctx, 'network.write');
  const { networkId, routerId, name, firstAddress, lastAddress } = PoolInput.parse(input);
  const range = { first: addressValue(firstAddress), last: addressValue(lastAddress) };
  return inTransaction(ctx, async (tctx) => {
    await lockAddressPlan(tctx);
    const network = await getNetworkRow(tctx, networkId);
    const plan = found(await findPlan(tctx, networkId));
    if (!(await isRouter(tctx, routerId))) refuseField('routerId', 'field_choice');
    if (network.routerId !== null && network.routerId !== routerId) {
      const text = `${plan.name} ${formatBlock(plan.block)}`;
      refuseField('routerId', 'pool_router_differs', { network: text });
    }
    refuseFault(findPoolFault(plan, range, await listOtherPools(tctx, null)));
    const [row] = await tctx.tx
      .insert(ipPools)
      .values({ networkId, routerId, name, ...spanColumns(range) })
      .returning({ id: ipPools.id })
      .catch((error: unknown) => refuseTakenName(error, name));
    if (!row) throw new Error('ip_pools: the insert returned nothing');
    await recordAudit(tctx, {
      action: 'pool.create',
      subject: { kind: 'pool', id: row.id },
      after: { networkId, routerId, name, firstAddress, lastAddress },
    });
    return { poolId: row.id };
  });
}
