import { randomUUID } from 'node:crypto';
import { createItem } from '@/lib/catalog/create-item';
import { createCustomer } from '@/lib/customers/create-customer';
import { createService } from '@/lib/lifecycle/create-service';
import { adjustWallet } from '@/lib/wallet/adjust-wallet';
import { PASSWORD } from './world';

export type Payer = {
  customerId: number;
  serviceId: number;
  /** Index of its simulated router. */
  router: number;
  login: string;
  mac: string;
};

/** Creates customers with a weekly service each, paid for one week from `now`, through the product's commands. */
export async function createPayers(
  routerIds: readonly number[],
  count: number,
  now: Date,
): Promise<Payer[]> {
  const system = { actor: { kind: 'system', job: 'bench' } as const, now };
  const actor = { kind: 'staff', userId: 1, role: 'owner', sessionId: 'bench' } as const;
  const { itemId } = await createItem(system, {
    name: 'Weekly',
    kind: 'internet',
    status: 'active',
    terms: {
      ...{ unitPriceMinor: 500n, recurrenceMode: 'credit_based' },
      ...{ intervalCount: 1, intervalUnit: 'week' },
      ...{ downBitsPerSecond: 50_000_000n, upBitsPerSecond: 10_000_000n },
    },
  });
  const payers: Payer[] = [];
  for (let index = 0; index < count; index += 1) {
    const router = index % routerIds.length;
    const { customerId } = await createCustomer(system, { name: `Payer ${index}` });
    const credit = { direction: 'cash', amountMinor: 500n, reason: 'First week' } as const;
    await adjustWallet({ actor, now }, { adjustmentId: randomUUID(), customerId, ...credit });
    const login = `payer-${index}`;
    const routerId = routerIds[router] ?? 0;
    const { serviceId } = await createService(system, {
      customerId,
      itemId,
      network: { routerId, accessMethod: 'pppoe', login, password: PASSWORD, ipv4Mode: 'dynamic' },
    } as Parameters<typeof createService>[1]); // the schema fills in the omitted fields
    payers.push({ customerId, serviceId, router, login, mac: macOf(index) });
  }
  return payers;
}

function macOf(index: number): string {
  return `02:00:00:00:${hex(index >> 8)}:${hex(index & 255)}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0').toUpperCase();
}
