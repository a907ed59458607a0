import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { customers } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireSubscriber } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { lockOpenCustomer } from '../lock-customer';
import { requireSite } from '../require-site';

export const ChooseOwnSite = z.object({ siteId: z.number().int().positive() });

/**
 * Sets the site of the caller's own customer while it is unknown, so that their plans can be connected there. A later
 * move is for staff. Repeating the same choice is a no-op.
 * @throws DomainError `forbidden` | `invalid-input` | `invalid-state`
 */
export async function chooseOwnSite(ctx: Ctx, input: z.infer<typeof ChooseOwnSite>): Promise<void> {
  const { customerId } = requireSubscriber(ctx);
  const { siteId } = ChooseOwnSite.parse(input);
  await inTransaction(ctx, async (tctx) => {
    const customer = await lockOpenCustomer(tctx, customerId);
    if (customer.siteId === siteId) return;
    if (customer.siteId !== null) refuse('invalid-state', 'place_known');
    await requireSite(tctx, siteId);
    await tctx.tx
      .update(customers)
      .set({ siteId, updatedAt: ctx.now })
      .where(eq(customers.id, customerId));
    await recordAudit(tctx, {
      action: 'customer.own-site',
      subject: { kind: 'customer', id: customerId },
      customerId,
      before: { siteId: null },
      after: { siteId },
    });
  });
}
