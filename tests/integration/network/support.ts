import { getDb, getSql } from '@/db/client';
import { routers } from '@/db/schema/routers';
import { DomainError } from '@/lib/kit/errors';
import type { NetworkUsage } from '@/lib/kit/words';
import { createNetwork } from '@/lib/network/create-network';
import { createPool } from '@/lib/network/create-pool';
import type { ServiceInput } from '@/lib/services/service-input';
import { givenCustomer, givenPlan, givenService, start, systemCtx } from '@/tests/support/fixtures';

export type Refusal = {
  key: string;
  field: string | undefined;
  params: Record<string, unknown>;
};

/** Returns a command's refusal; fails the test when there is none. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError)
      return { key: error.key, field: error.field, params: error.params };
    throw error;
  }
  throw new Error('It was not refused.');
}

/** Outcome of each of several concurrent attempts: done, or the key of its refusal. */
export async function outcomesOf(attempts: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(attempts);
  return settled
    .map((one) => {
      if (one.status === 'fulfilled') return 'done';
      if (one.reason instanceof DomainError) return one.reason.key;
      throw one.reason;
    })
    .sort();
}

let sequence = 0;

export async function givenRouter(): Promise<number> {
  sequence += 1;
  const [row] = await getDb()
    .insert(routers)
    .values({
      name: `Router ${sequence}`,
      host: '127.0.0.1',
      port: 10_000 + sequence,
      useTls: false,
      username: 'api',
      passwordSealed: '',
      accessMethods: ['pppoe'],
      status: 'online',
      createdAt: start,
      updatedAt: start,
    })
    .returning({ id: routers.id });
  return row?.id ?? 0;
}

export async function givenNetwork(
  cidr: string,
  over: { usage?: NetworkUsage; name?: string; gateway?: string; routerId?: number } = {},
): Promise<number> {
  sequence += 1;
  const { networkId } = await createNetwork(systemCtx(), {
    name: `Network ${sequence}`,
    cidr,
    usage: 'permanent',
    ...over,
  });
  return networkId;
}

export async function givenPool(
  networkId: number,
  routerId: number,
  [firstAddress, lastAddress]: readonly [string, string],
): Promise<number> {
  sequence += 1;
  const name = `pool-${sequence}`;
  const { poolId } = await createPool(systemCtx(), {
    networkId,
    routerId,
    name,
    firstAddress,
    lastAddress,
  });
  return poolId;
}

type Network = NonNullable<ServiceInput['network']>;

/** A new customer's service with these network options. */
export async function givenServiceWith(network: Network, name?: string): Promise<number> {
  const customerId = await givenCustomer(name === undefined ? {} : { name });
  const { itemId } = await givenPlan();
  return givenService({ customerId, itemId, network });
}

export async function addressOf(serviceId: number): Promise<string | null> {
  const [row] = await getSql()<{ address: string | null }[]>`
    select host(ipv4_address) as address from services where id = ${serviceId}`;
  return row?.address ?? null;
}
