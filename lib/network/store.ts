import { eq, sql } from 'drizzle-orm';
import { ipPools, networkReservations, networks } from '@/db/schema/network';
import type { TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { type Block, type Family, formatAddress, formatBlock, type Span } from './rules';
import type { Reservation } from './rules/plan';

/** An arbitrary constant, unique to the address plan. */
const planLock = sql`hashtext('address-plan')`;

/**
 * Takes a shared lock on the address plan (networks, reservations, pools) until the transaction ends. Commands that
 * assign addresses share it and never wait for each other; only a change of the plan waits for them. Constraints
 * decide which service gets an address.
 */
export async function shareAddressPlan(ctx: TxCtx): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock_shared(${planLock})`);
}

/** Takes the exclusive lock on the address plan, for commands that change it. Taken before any row. */
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

/** Replaces the reserved ranges of a network. */
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
