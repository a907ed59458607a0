import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { ipPools } from '@/db/schema/network';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { findPlan, listOtherPools } from './lookups';
import { addressValue } from './network-input';
import { PoolRange } from './pool-input';
import { refuseFault } from './refuse-fault';
import { refuseTakenName } from './refuse-taken-name';
import { findPoolFault } from './rules/faults';
import { getPoolRow, lockAddressPlan, spanColumns } from './store';

export const ChangePool = PoolRange.extend({ poolId: z.number().int().positive() });

/**
 * Changes a pool's name or range; its services are pushed to the router again automatically.
 * @throws DomainError `forbidden` | `not-found` | `invalid-input` naming the conflict
 */
export async function changePool(ctx: Ctx, input: z.input<typeof ChangePool>): Promise<void> {
  requireStaffOrSystem(ctx, 'network.write');
  const { poolId, name, firstAddress, lastAddress } = ChangePool.parse(input);
  const range = { first: addressValue(firstAddress), last: addressValue(lastAddress) };
  await inTransaction(ctx, async (tctx) => {
    await lockAddressPlan(tctx);
    const before = await getPoolRow(tctx, poolId);
    const plan = found(await findPlan(tctx, before.networkId));
    refuseFault(findPoolFault(plan, range, await listOtherPools(tctx, poolId)));
    await tctx.tx
      .update(ipPools)
      .set({ name, ...spanColumns(range) })
      .where(eq(ipPools.id, poolId))
      .catch((error: unknown) => refuseTakenName(error, name));
    await recordAudit(tctx, {
      action: 'pool.change',
      subject: { kind: 'pool', id: poolId },
      before,
      after: { name, firstAddress, lastAddress },
    });
  });
}
