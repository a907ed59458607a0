import { asc, eq } from 'drizzle-orm';
import { customerAddresses, customers } from '@/db/schema/customers';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireSubscriber } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import type { AddressView } from '../queries';
import { isOwnAddressKind } from '../rules';

export type OwnContact = {
  email: string | null;
  phone: string | null;
  timeZone: string | null;
  /** Those the subscriber may change. */
  addresses: AddressView[];
  /** Where the service is: shown, changed by staff. */
  serviceAddresses: AddressView[];
};

/** How the signed-in subscriber's customer can be reached. */
export async function getOwnContact(ctx: Ctx): Promise<OwnContact> {
  const { customerId } = requireSubscriber(ctx);
  const db = readDb(ctx);
  const [[contact], addresses] = await Promise.all([
    db
      .select({ email: customers.email, phone: customers.phone, timeZone: customers.timeZone })
      .from(customers)
      .where(eq(customers.id, customerId)),
    db
      .select({
        kind: customerAddresses.kind,
        lines: customerAddresses.lines,
        city: customerAddresses.city,
        postalCode: customerAddresses.postalCode,
        country: customerAddresses.country,
      })
      .from(customerAddresses)
      .where(eq(customerAddresses.customerId, customerId))
      .orderBy(asc(customerAddresses.id)),
  ]);
  return {
    ...found(contact),
    addresses: addresses.filter(({ kind }) => isOwnAddressKind(kind)),
    serviceAddresses: addresses.filter(({ kind }) => !isOwnAddressKind(kind)),
  };
}
