import { asc, eq, sql } from 'drizzle-orm';
import { customerAddresses, customers } from '@/db/schema/customers';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { getSettings } from '@/lib/settings/get-settings';
import type { IssuedParties } from '../rules/receipt';

/** Returns the issuer and the receiver of a document with their present details. */
export async function readParties(ctx: ActorlessCtx, customerId: number): Promise<IssuedParties> {
  const { operatorName, supportContact, currency, timeZone, locale } = await getSettings(ctx);
  const [customer] = await readDb(ctx)
    .select({ name: customers.name })
    .from(customers)
    .where(eq(customers.id, customerId));
  const [address] = await readDb(ctx)
    .select()
    .from(customerAddresses)
    .where(eq(customerAddresses.customerId, customerId))
    .orderBy(sql`${customerAddresses.kind} <> 'billing'`, asc(customerAddresses.id))
    .limit(1);
  const place = [address?.postalCode, address?.city].filter(Boolean).join(' ');
  const lines = [...(address?.lines.split('\n') ?? []), place, address?.country ?? ''];
  return {
    ...{ operatorName, supportContact, currency, timeZone, locale },
    customerName: found(customer).name,
    customerAddress: lines.map((line) => line.trim()).filter((line) => line !== ''),
  };
}
