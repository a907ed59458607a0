import type { z } from 'zod';
import { customerAddresses, customerLabels, customers } from '@/db/schema/customers';
import { recordAudits } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import type { CustomerStatus } from '@/lib/kit/words';
import { openWallets } from '@/lib/wallet/open-wallet';
import type { CustomerAddress, CustomerContact } from './customer-input';
import { newServicePassword, saveServicePasswords } from './save-service-password';

export type NewCustomer = z.output<typeof CustomerContact> & {
  status: CustomerStatus;
  labels: readonly string[];
  addresses?: readonly z.output<typeof CustomerAddress>[];
  /** Generated if omitted. */
  servicePassword?: string | undefined;
};

/**
 * Inserts customers with an empty wallet at the operator's minimum balance, in a fixed number of statements. Returns
 * their ids in the given order. The caller has authorised and checked the sites.
 */
export async function insertCustomers(
  ctx: TxCtx,
  people: readonly NewCustomer[],
): Promise<number[]> {
  if (people.length === 0) return [];
  const rows = await ctx.tx
    .insert(customers)
    .values(
      people.map((person) => ({ ...contactOf(person), createdAt: ctx.now, updatedAt: ctx.now })),
    )
    .returning({ id: customers.id });
  // Ids are assigned in the order of the values.
  const ids = rows.map(({ id }) => id).sort((one, other) => one - other);
  const added = people.map((person, index) => ({ ...person, customerId: ids[index] ?? 0 }));
  await insertDetails(ctx, added);
  await saveServicePasswords(
    ctx,
    added.map(({ customerId, servicePassword: password = newServicePassword() }) => ({
      customerId,
      password,
    })),
  );
  await openWallets(ctx, ids);
  await recordAudits(
    ctx,
    added.map(({ customerId, servicePassword: _secret, ...after }) => ({
      action: 'customer.create',
      subject: { kind: 'customer', id: customerId },
      customerId,
      after,
    })),
  );
  return ids;
}

function contactOf({ name, email, phone, siteId, language, timeZone, status }: NewCustomer) {
  return { name, email, phone, siteId, language, timeZone, status };
}

async function insertDetails(
  ctx: TxCtx,
  added: readonly (NewCustomer & { customerId: number })[],
): Promise<void> {
  const labels = added.flatMap(({ customerId, labels: words }) =>
    [...new Set(words)].map((label) => ({ customerId, label })),
  );
  if (labels.length > 0) await ctx.tx.insert(customerLabels).values(labels);
  const addresses = added.flatMap(({ customerId, addresses: places = [] }) =>
    places.map((place) => ({ ...place, customerId })),
  );
  if (addresses.length > 0) await ctx.tx.insert(customerAddresses).values(addresses);
}
