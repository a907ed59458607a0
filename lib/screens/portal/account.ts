import { asc, eq } from 'drizzle-orm';
import { customerAddresses, customers } from '@/db/schema/customers';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess, requireSubscriber } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { getPreferences } from '@/lib/customers/lookups';
import { isOwnAddressKind } from '@/lib/customers/rules';
import type { MailPreferences } from '@/lib/customers/rules/mail-preferences';
import { found } from '@/lib/kit/errors';
import type { AddressView } from '@/lib/screens/admin/customer';

export type OwnContact = {
  email: string | null;
  phone: string | null;
  timeZone: string | null;
  /** Addresses that the subscriber may change. */
  addresses: AddressView[];
  /** Locations of the service: shown here, changed by staff. */
  serviceAddresses: AddressView[];
};

/** Returns the contact details of the signed-in subscriber's customer. */
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

/** Returns which emails a customer wants. @throws DomainError `not-found` | `forbidden` */
export async function getMailPreferences(ctx: Ctx, customerId: number): Promise<MailPreferences> {
  requireCustomerAccess(ctx, customerId, 'customers.read');
  return getPreferences(ctx, customerId);
}
