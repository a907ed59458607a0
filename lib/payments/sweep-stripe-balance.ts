import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { getSettings } from '@/lib/settings/get-settings';
import { postOwnTransfers } from '@/lib/wallet/post-own-transfers';
import { BALANCE_CURSOR, findSweptUntil, saveSweptUntil } from './event-store';
import { legsOfStripeMovement } from './rules/stripe-movement';
import { sweptBy } from './rules/swept-by';
import { isForCustomer } from './set-aside-payment';
import { findFirstTopUpAt, findTopUpOfIntent } from './store';
import { hasStripeKey } from './stripe';
import { listMovements, type ReportedMovement } from './stripe-balance';
import { retrievePayment } from './stripe-checkout';

/** Movements can appear at Stripe shortly after their timestamp. */
const OVERLAP_MS = 60 * 60_000;

/**
 * Posts every movement on the balance at Stripe since the last sweep to the operator's accounts: payments, refunds,
 * disputes, fees, payouts, and what Stripe exchanged. The first sweep begins with the first top-up. The cause is
 * Stripe's id, so a movement listed twice is posted once.
 */
export async function sweepStripeBalance(ctx: Ctx): Promise<{ posted: number }> {
  requireStaffOrSystem(ctx, 'payments.write');
  if (!hasStripeKey()) return { posted: 0 };
  const sweptUntil = await findSweptUntil(ctx, BALANCE_CURSOR);
  const since = sweptUntil ?? (await findFirstTopUpAt(ctx));
  if (since === null) return { posted: 0 };
  const { currency: walletCurrency } = await getSettings(ctx);
  let posted = 0;
  const movements = await listMovements(new Date(since.getTime() - OVERLAP_MS));
  for (const movement of movements) {
    const isOurs = await isOfCustomer(ctx, movement);
    const isNew = await inTransaction(ctx, (tctx) =>
      postOwnTransfers(tctx, {
        causeKey: `stripe:${movement.id}`,
        legs: legsOfStripeMovement(movement, { walletCurrency, isOurs }),
        text: movement.text,
        at: movement.happenedAt,
      }),
    );
    if (isNew) posted += 1;
  }
  // Saved last: an interrupted sweep starts again where the last complete one ended.
  const newest = movements.at(-1);
  if (newest) await saveSweptUntil(ctx, sweptBy(ctx.now, newest.happenedAt), BALANCE_CURSOR);
  return { posted };
}

/** Whether the payment is a top-up here, or names a customer of ours: another application's metadata may look alike. */
async function isOfCustomer(ctx: Ctx, { paymentIntentId }: ReportedMovement): Promise<boolean> {
  if (paymentIntentId === null) return false;
  if (await findTopUpOfIntent(ctx, paymentIntentId)) return true;
  const names = (await retrievePayment(paymentIntentId))?.names;
  return names !== undefined && (await isForCustomer(ctx, names));
}
