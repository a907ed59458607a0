import { and, asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { customerAddresses, customers } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireSubscriber } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { CustomerAddress, CustomerContact } from '../customer-input';
import { lockOpenCustomer } from '../lock-customer';
import { ownAddressKinds } from '../rules';

export const ChangeOwnContact = CustomerContact.pick({
  email: true,
  phone: true,
  timeZone: true,
}).extend({
  addresses: z
    .array(CustomerAddress.extend({ kind: z.enum(ownAddressKinds, 'field_choice') }))
    .max(5)
    .default([]),
});
export type ChangeOwnContact = z.input<typeof ChangeOwnContact>;

/**
 * Changes the contact details of the caller's own customer. The name and the service address are for staff to change,
 * because documents and technicians rely on them. The sign-in address is separate and stays as it is.
 * @throws DomainError `forbidden` | `invalid-state`
 */
export async function changeOwnContact(ctx: Ctx, input: ChangeOwnContact): Promise<void> {
  const { customerId } = requireSubscriber(ctx);
  const { addresses, ...contact } = ChangeOwnContact.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const { email, phone, timeZone } = await lockOpenCustomer(tctx, customerId);
    const before = { email, phone, timeZone, addresses: await readAddresses(tctx, customerId) };
    const after = { ...contact, addresses };
    // A form sent twice, or sent unchanged, is a no-op.
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await tctx.tx
      .update(customers)
      .set({ ...contact, updatedAt: ctx.now })
      .where(eq(customers.id, customerId));
    await replaceAddresses(tctx, { customerId, addresses });
    await recordAudit(tctx, {
      action: 'customer.own-contact',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before,
      after,
    });
  });
}

type OwnAddress = z.output<typeof ChangeOwnContact>['addresses'][number];

const ownAddressesOf = (customerId: number) =>
  and(
    eq(customerAddresses.customerId, customerId),
    inArray(customerAddresses.kind, [...ownAddressKinds]),
  );

function readAddresses(ctx: TxCtx, customerId: number) {
  return ctx.tx
    .select({
      kind: customerAddresses.kind,
      lines: customerAddresses.lines,
      city: customerAddresses.city,
      postalCode: customerAddresses.postalCode,
      country: customerAddresses.country,
    })
    .from(customerAddresses)
    .where(ownAddressesOf(customerId))
    .orderBy(asc(customerAddresses.id));
}

/** Addresses of kinds a subscriber may not change are kept. */
async function replaceAddresses(
  ctx: TxCtx,
  { customerId, addresses }: { customerId: number; addresses: readonly OwnAddress[] },
): Promise<void> {
  await ctx.tx.delete(customerAddresses).where(ownAddressesOf(customerId));
  if (addresses.length === 0) return;
  await ctx.tx
    .insert(customerAddresses)
    .values(addresses.map((address) => ({ ...address, customerId })));
}
