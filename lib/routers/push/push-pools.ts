import { isMenuAbsent, type RouterConnection, RouterError } from '../driver';
import { exactOf } from '../exact-text';
import { connectionFailureOf } from '../rules';
import type { DesiredPool } from '../rules/desired-service';
import {
  type ConfirmedPool,
  isProfileOfPool,
  leftPools,
  type PoolStep,
  planPools,
} from '../rules/pools';
import { toActualRow } from '../rules/rows';

export type PoolsOfRouter = {
  desired: readonly DesiredPool[];
  confirmed: readonly ConfirmedPool[];
};

/** Properties that may name a pool; a pool that is named by a row stays. */
const references = [
  ['/ppp/profile', 'remote-address'],
  ['/ppp/profile', 'local-address'],
  ['/ppp/secret', 'remote-address'],
  ['/ip/hotspot/user/profile', 'address-pool'],
  ['/ip/hotspot', 'address-pool'],
  ['/ip/dhcp-server', 'address-pool'],
  ['/ip/dhcp-server/lease', 'address'],
  ['/ip/pool', 'next-pool'],
] as const;

/** Managed profiles and the rows that may use them. */
const profileUsers = [
  ['/ppp/profile', '/ppp/secret'],
  ['/ip/hotspot/user/profile', '/ip/hotspot/user'],
] as const;

/** Updates the router's pools and returns those now on it. A rejected pool stays due. */
export async function pushPools(
  connection: RouterConnection,
  pools: PoolsOfRouter,
): Promise<ConfirmedPool[]> {
  if (pools.desired.length === 0) return [];
  const rows = await connection.print('/ip/pool', { fields: ['.id', 'name', 'ranges'] });
  const actual = rows.map((values) => toActualRow('/ip/pool', values));
  const confirmed: ConfirmedPool[] = [];
  for (const step of planPools(pools.desired, pools.confirmed, actual)) {
    const { confirmed: next } = step;
    if (next !== null && (await isAccepted(() => applyStep(connection, step)))) {
      confirmed.push(next);
    }
  }
  return confirmed;
}

async function applyStep(connection: RouterConnection, { change }: PoolStep): Promise<void> {
  if (change.kind === 'add') await connection.add('/ip/pool', change.attributes);
  if (change.kind === 'set') await connection.set('/ip/pool', change.id, change.attributes);
}

/**
 * Removes the rows of deleted pools, with the managed profiles that are no longer used. A row that a profile, server or
 * lease still names stays, because removing it would leave a dangling reference. Returns the pools removed from the
 * router.
 */
export async function removeLeftPools(
  connection: RouterConnection,
  pools: PoolsOfRouter,
): Promise<number[]> {
  const gone: number[] = [];
  for (const { poolId, name, isOurs } of leftPools(pools.desired, pools.confirmed)) {
    const isTaken = pools.desired.some((pool) => pool.name === name);
    if (!isOurs || isTaken) {
      gone.push(poolId);
      continue;
    }
    await removeUnusedProfiles(connection, poolId);
    if (await isReferred(connection, name)) continue;
    if (await isAccepted(() => removeByName(connection, '/ip/pool', name))) gone.push(poolId);
  }
  return gone;
}

async function removeUnusedProfiles(connection: RouterConnection, poolId: number): Promise<void> {
  for (const [menu, users] of profileUsers) {
    const profiles = await printNames(connection, menu);
    for (const name of profiles.filter((profile) => isProfileOfPool(profile, poolId))) {
      const where = { profile: name };
      const used = await connection.print(users, { fields: ['.id'], where });
      if (used.length === 0) await isAccepted(() => removeByName(connection, menu, name));
    }
  }
}

async function isReferred(connection: RouterConnection, pool: string): Promise<boolean> {
  for (const [menu, property] of references) {
    const query = { fields: ['.id', property], where: { [property]: pool } };
    const rows = await orNothing(() => connection.print(menu, query));
    // A name in other bytes is that of another pool.
    if (rows.some((row) => exactOf(row, property) === pool)) return true;
  }
  return false;
}

async function printNames(connection: RouterConnection, menu: string): Promise<string[]> {
  const rows = await orNothing(() => connection.print(menu, { fields: ['name'] }));
  return rows.flatMap(({ name }) => name ?? []);
}

async function removeByName(
  connection: RouterConnection,
  menu: string,
  name: string,
): Promise<void> {
  const rows = await connection.print(menu, { fields: ['.id', 'name'], where: { name } });
  // A row whose name reads the same in other bytes is the operator's.
  const ours = rows.filter((row) => exactOf(row, 'name') === name);
  await connection.remove(
    menu,
    ours.flatMap((row) => row['.id'] ?? []),
  );
}

/** A package that is not installed has no menu, and so no rows. */
export async function orNothing<T>(read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read();
  } catch (error) {
    if (isMenuAbsent(error)) return [];
    throw error;
  }
}

/** False when the router rejected the write; a lost connection or missing rights are rethrown. */
async function isAccepted(write: () => Promise<void>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (!(error instanceof RouterError) || error.kind !== 'trap') throw error;
    if (connectionFailureOf(error) !== null) throw error;
    return false;
  }
}
