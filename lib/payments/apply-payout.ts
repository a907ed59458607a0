import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { getSettings } from '@/lib/settings/get-settings';
import { claimPosted, postOwnTransfers } from '@/lib/wallet/post-own-transfers';
import { retrievePayout } from './stripe-balance';

/**
 * Posts where a payout is now, from its current state at Stripe: at the bank, or back on its way when the bank returned
 * it. That it left the balance is a movement of its own (`sweepStripeBalance`). Returns false if Stripe does not know
 * the payout. Idempotent and independent of order.
 */
export async function applyPayout(ctx: Ctx, { payoutId }: { payoutId: string }): Promise<boolean> {
  requireStaffOrSystem(ctx, 'payments.write');
  const payout = await retrievePayout(payoutId);
  if (payout === null) return false;
  const { id, amountMinor, currency: held, state } = payout;
  if (state === 'on_its_way' || amountMinor <= 0n) return true;
  const { currency: walletCurrency } = await getSettings(ctx);
  const currency = held === walletCurrency ? null : held;
  const [payouts, bank] = [
    { kind: 'payouts', currency } as const,
    { kind: 'bank', currency } as const,
  ];
  const arrived = `payout:${id}:arrived`;
  await inTransaction(ctx, async (tctx) => {
    const hasArrived = await claimPosted(tctx, arrived);
    const text = id;
    if (state === 'paid') {
      const leg = { from: payouts, to: bank, amountMinor, kind: 'payout_arrived' } as const;
      await postOwnTransfers(tctx, { causeKey: arrived, legs: [leg], text });
    } else if (hasArrived) {
      const leg = { from: bank, to: payouts, amountMinor, kind: 'payout_failed' } as const;
      await postOwnTransfers(tctx, { causeKey: `payout:${id}:failed`, legs: [leg], text });
    }
  });
  return true;
}
