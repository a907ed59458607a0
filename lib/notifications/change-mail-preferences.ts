import { z } from 'zod';
import { mailPreferences } from '@/db/schema/notifications';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { getPreferences } from '@/lib/customers/lookups';

export const ChangeMailPreferences = z.object({
  customerId: z.number().int().positive(),
  /** Mails about data running low or out. */
  usage: z.boolean(),
  /** Mails about a service that stops for lack of credit, and about its return. */
  renewal: z.boolean(),
});
export type ChangeMailPreferences = z.infer<typeof ChangeMailPreferences>;

/**
 * Sets which mails a customer wants, including queued mails. Receipts, orders and account mails cannot be switched
 * off.
 * @throws DomainError `not-found` | `forbidden`
 */
export async function changeMailPreferences(ctx: Ctx, input: ChangeMailPreferences): Promise<void> {
  const { customerId, usage, renewal } = ChangeMailPreferences.parse(input);
  requireCustomerAccess(ctx, customerId, 'customers.write');
  await inTransaction(ctx, async (tctx) => {
    const before = await getPreferences(tctx, customerId);
    const after = { usage, renewal };
    const set = { ...after, updatedAt: ctx.now };
    await tctx.tx
      .insert(mailPreferences)
      .values({ customerId, ...set })
      .onConflictDoUpdate({ target: mailPreferences.customerId, set });
    await recordAudit(tctx, {
      action: 'customer.mail-preferences',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before,
      after,
    });
  });
}
