import { statements } from '@/db/schema/payments';
import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { lockCustomer } from '@/lib/customers/lock-customer';
import { refuse } from '@/lib/kit/errors';
import { startOfLocalDay } from '@/lib/kit/time';
import { readParties } from './lookups/parties';
import { isMonth, monthAfter } from './rules/receipt';

/**
 * Issues the statement of a closed month (`YYYY-MM`) with its issuer and receiver as they are now. Idempotent: the
 * first issue counts. The statement of a month that has not ended is a preview and is not issued.
 * @throws DomainError `not-found` | `forbidden` | `invalid-input`
 */
export async function issueStatement(
  ctx: Ctx,
  { customerId, month }: { customerId: number; month: string },
): Promise<void> {
  requireCustomerAccess(ctx, customerId, 'wallet.read');
  if (!isMonth(month)) refuse('invalid-input', 'month_invalid');
  await inTransaction(ctx, async (tctx) => {
    // Serialised with erasing the customer, so that a name read before the erasure is not kept after it.
    await lockCustomer(tctx, customerId);
    const parties = { ...(await readParties(tctx, customerId)), customerId };
    if (ctx.now < startOfLocalDay(`${monthAfter(month)}-01`, parties.timeZone)) return;
    await tctx.tx
      .insert(statements)
      .values({ customerId, month, issuedAt: ctx.now, parties })
      .onConflictDoNothing();
  });
}
