import { getDb, getSql } from '@/db/client';
import { ipPools, networks } from '@/db/schema/network';

/** Hosts and networks are unique, so a second world on the same database shares those of the first. */
async function idByName(table: string, name: string): Promise<number | undefined> {
  const sql = getSql();
  const [row] = await sql<{ id: string }[]>`select id from ${sql(table)} where name = ${name}`;
  return row && Number(row.id);
}

export async function givenAddressPlan(createdAt: Date, routerId: number) {
  const mast = { name: 'Security mast', cidr: '10.55.0.0/24', usage: 'permanent' } as const;
  const homes = { name: 'Security homes', cidr: '10.66.0.0/24', usage: 'pool', routerId } as const;
  const networkId =
    (await idByName('networks', mast.name)) ?? (await insertNetwork(mast, createdAt));
  const poolNetworkId =
    (await idByName('networks', homes.name)) ?? (await insertNetwork(homes, createdAt));
  const range = { firstAddress: '10.66.0.10', lastAddress: '10.66.0.20' };
  const pool = { ...range, networkId: poolNetworkId, routerId, name: 'security-first' };
  const poolId = (await idByName('ip_pools', pool.name)) ?? (await insertPool(pool));
  return { networkId, poolNetworkId, poolId };
}

async function insertNetwork(
  row: Omit<typeof networks.$inferInsert, 'createdAt'>,
  createdAt: Date,
): Promise<number> {
  const inserted = await getDb()
    .insert(networks)
    .values({ ...row, createdAt })
    .returning({ id: networks.id });
  return inserted[0]?.id ?? 0;
}

async function insertPool(row: typeof ipPools.$inferInsert): Promise<number> {
  const inserted = await getDb().insert(ipPools).values(row).returning({ id: ipPools.id });
  return inserted[0]?.id ?? 0;
}
