import type { Ctx } from '@/lib/context';
import { applyDispute } from './apply-dispute';
import { applyRefunds } from './apply-refunds';
import { listDisputeIds } from './stripe-refunds';

/**
 * Applies the current state of a payment's refunds and disputes at Stripe, whether or not a webhook reported
 * them. The audit log names the payment as the actor, not the caller.
 */
export async function followPayment(
  ctx: Ctx,
  { paymentIntentId }: { paymentIntentId: string | null },
): Promise<void> {
  if (paymentIntentId === null) return;
  const asStripe: Ctx = { actor: { kind: 'webhook', source: 'stripe' }, now: ctx.now };
  await applyRefunds(asStripe, { paymentIntentId });
  for (const disputeId of await listDisputeIds(paymentIntentId)) {
    await applyDispute(asStripe, { disputeId });
  }
}
