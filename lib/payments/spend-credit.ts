import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';

/**
 * Uses new credit at once: the order it was paid for, services that lack of credit had stopped, orders that
 * waited. Never fails its caller: the payment stands whatever happens to the purchase, and the
 * `wallet/credited` event in the outbox does the same again until it succeeds.
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
