import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { customers } from '@/db/schema/customers';
import { inTransaction } from '@/db/transaction';
import { requireSubscriber } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { changePersonLanguage } from '@/lib/identity/change-person-language';
import { lockOpenCustomer } from '../lock-customer';

export const ChangeOwnLanguage = z.object({
  /** BCP 47 tag. */
  language: z.string().min(2, 'field_choice').max(20, 'field_choice'),
});
export type ChangeOwnLanguage = z.infer<typeof ChangeOwnLanguage>;

/** Changes the language of mails to the customer and to the person about their account. */
export async function changeOwnLanguage(ctx: Ctx, input: ChangeOwnLanguage): Promise<void> {
  const { customerId } = requireSubscriber(ctx);
  const { language } = ChangeOwnLanguage.parse(input);
  await inTransaction(ctx, async (tctx) => {
    await lockOpenCustomer(tctx, customerId);
    await tctx.tx
      .update(customers)
      .set({ language, updatedAt: ctx.now })
      .where(eq(customers.id, customerId));
    await changePersonLanguage(tctx, { language });
  });
}
