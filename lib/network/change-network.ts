import { eq } from 'drizzle-orm';
import { networks } from '@/db/schema/network';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { found, refuseField } from '@/lib/kit/errors';
import { type CheckedNetwork, checkNetwork, heldParams } from './check-network';
import { findPlan, listHolders } from './lookups';
import { NetworkInput, type ParsedNetworkInput } from './network-input';
import { refuseFault } from './refuse-fault';
import { refuseTakenName } from './refuse-taken-name';
import { type Block, sizeOf, spanOf, usableSpan } from './rules';
import { findPoolFault } from './rules/faults';
import type { NetworkPlan } from './rules/plan';
import {
  getNetworkRow,
  getPoolRow,
  lockAddressPlan,
  networkColumns,
  replaceReservations,
} from './store';

/**
 * Changes a network. Every assigned address and every pool must still fit into it.
 * @throws DomainError `forbidden` | `not-found` | `invalid-input` naming the conflict
 */
export async function changeNetwork(
  ctx: Ctx,
  { networkId, ...input }: NetworkInput & { networkId: number },
): Promise<void> {
  requireStaffOrSystem(ctx, 'network.write');
  const parsed = NetworkInput.parse(input);
  await inTransaction(ctx, async (tctx) => {
    await lockAddressPlan(tctx);
    const row = await getNetworkRow(tctx, networkId);
    const before = found(await findPlan(tctx, networkId));
    const checked = await checkNetwork(tctx, { networkId, input: parsed });
    await requireAddressesKept(tctx, before.block, checked.block);
    await requirePoolsKept(tctx, before, { checked, input: parsed });
    const { name, usage, siteId, routerId } = parsed;
    const { block, gateway, reservations } = checked;
    await tctx.tx
      .update(networks)
      .set(networkColumns({ name, usage, siteId, routerId, block, gateway }))
      .where(eq(networks.id, networkId))
      .catch((error: unknown) => refuseTakenName(error, name));
    await replaceReservations(tctx, networkId, reservations);
    await recordAudit(tctx, {
      action: 'network.change',
      subject: { kind: 'network', id: networkId },
      before: row,
      after: parsed,
    });
  });
}

/**
 * Refuses a change that leaves an assigned address outside the network or makes it the network or broadcast address.
 */
async function requireAddressesKept(ctx: TxCtx, before: Block, after: Block): Promise<void> {
  const old = spanOf(before);
  const next = usableSpan(after);
  const below = { first: old.first, last: next.first - 1n < old.last ? next.first - 1n : old.last };
  const above = { first: next.last + 1n > old.first ? next.last + 1n : old.first, last: old.last };
  for (const span of [below, above]) {
    if (sizeOf(span) === 0n) continue;
    const [holder] = await listHolders(ctx, span, { limit: 1 });
    if (holder) refuseField('cidr', 'network_leaves_address', heldParams(holder));
  }
}

async function requirePoolsKept(
  ctx: TxCtx,
  before: NetworkPlan,
  { checked, input }: { checked: CheckedNetwork; input: ParsedNetworkInput },
): Promise<void> {
  const after: NetworkPlan = { ...before, ...checked, usage: input.usage };
  for (const pool of before.pools) {
    if (input.usage !== 'pool') refuseField('usage', 'network_has_pools', { pool: pool.name });
    const fault = findPoolFault(after, pool, []);
    refuseFault(fault && { ...fault, field: fieldOf(fault.key) });
    const { routerId } = await getPoolRow(ctx, pool.poolId);
    if (input.routerId !== null && input.routerId !== routerId)
      refuseField('routerId', 'network_pool_on_other_router', { pool: pool.name });
  }
}

/** Maps a pool's conflict to the field of the network form that causes it. */
function fieldOf(key: string): string {
  if (key === 'pool_over_gateway') return 'gateway';
  return key === 'pool_over_reserved' ? 'reservations' : 'cidr';
}
