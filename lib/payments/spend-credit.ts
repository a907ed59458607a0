import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';

/**
 * Spends new credit immediately: on the order it was paid for, on services stopped for lack of credit, and on
 * waiting orders. Never throws: the payment stands even if the purchase fails, and the `wallet/credited`
 * event in the outbox retries until it succeeds.
 */
export async function spendCredit(
  ctx: Ctx,
  credited: { customerId: number; orderId: string | null },
): Promise<void> {
  const own: Ctx = { actor: { kind: 'system', job: 'spend-credit' }, now: ctx.now };
  try {
    await putCreditToUse(own, credited);
  } catch (error) {
    logDefect(error, { customerId: credited.customerId });
  }
}
