import { eq, sql } from 'drizzle-orm';
import { ipPools, networkReservations, networks } from '@/db/schema/network';
import type { TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { type Block, type Family, formatAddress, formatBlock, type Span } from './rules';
import type { Reservation } from './rules/plan';

/** Any constant: it only has to be the address plan's own. */
const planLock = sql`hashtext('address-plan')`;

/**
 * Holds the plan (networks, reservations, pools) as it is until the transaction ends. Commands that give
 * an address to a service share it, so they never wait for each other; only a change of the plan waits
 * for them. Which service gets an address is decided by constraints.
 */
export async function shareAddressPlan(ctx: TxCtx): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock_shared(${planLock})`);
}

/** For commands that change the plan: taken first, before any row. */
export async function lockAddressPlan(ctx: TxCtx): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(${planLock})`);
}

export type NetworkRow = typeof networks.$inferSelect;
export type PoolRow = typeof ipPools.$inferSelect;

export async function getNetworkRow(ctx: TxCtx, networkId: number): Promise<NetworkRow> {
  const [row] = await ctx.tx.select().from(networks).where(eq(networks.id, networkId));
  return found(row);
}

export async function getPoolRow(ctx: TxCtx, poolId: number): Promise<PoolRow> {
  const [row] = await ctx.tx.select().from(ipPools).where(eq(ipPools.id, poolId));
  return found(row);
}

export type NetworkValues = Pick<NetworkRow, 'name' | 'usage' | 'siteId' | 'routerId'> & {
  block: Block;
  gateway: bigint | null;
};

const FAMILY: Family = 4;

export function networkColumns({ block, gateway, ...plain }: NetworkValues) {
  return {
    ...plain,
    cidr: formatBlock(block),
    gateway: gateway === null ? null : formatAddress({ family: FAMILY, value: gateway }),
  };
}

export function spanColumns({ first, last }: Span) {
  return {
    firstAddress: formatAddress({ family: FAMILY, value: first }),
    lastAddress: formatAddress({ family: FAMILY, value: last }),
  };
}

/** Writes the reserved ranges of a network anew. */
export async function replaceReservations(
  ctx: TxCtx,
  networkId: number,
  reservations: readonly Reservation[],
): Promise<void> {
  await ctx.tx.delete(networkReservations).where(eq(networkReservations.networkId, networkId));
  if (reservations.length === 0) return;
  await ctx.tx
    .insert(networkReservations)
    .values(reservations.map((one) => ({ networkId, note: one.note, ...spanColumns(one) })));
}
