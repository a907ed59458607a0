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
 * A subscriber says at which place they are, as long as nobody knows it: their plans are connected there.
 * Once it is known, a move is for staff. The same choice sent again changes nothing.
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
