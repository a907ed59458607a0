import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { requireCustomerAccess } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { env } from '@/lib/kit/env';
import { refuse, refuseField } from '@/lib/kit/errors';
import { ownedId } from '@/lib/kit/ids';
import { findPayRefusal } from '@/lib/orders/lookups/standing';
import { getSettings, type OperatorSettings } from '@/lib/settings/get-settings';
import { toStripeAmount } from '@/lib/settings/rules/stripe-amount';
import { topUpLimits } from '@/lib/settings/rules/top-up-limits';
import { findPayerEmail } from './lookups';
import { checkLimits } from './rules';
import { insertTopUp, noteSession, type TopUpRow } from './store';
import { createCheckout } from './stripe-checkout';

export const StartTopUp = z.object({
  /**
   * Created with the form, so that a double click, a second tab and a retry are the same top-up. The row's
   * own id is derived from it and differs.
   */
  topUpId: z.uuid(),
  customerId: z.number().int().positive(),
  /** Minor units of the operator's currency. */
  amountMinor: z.bigint(),
  /** The waiting order to pay with this money. */
  orderId: z.uuid().optional(),
  /** Shown to the payer at Stripe and in the ledger, in their language; defaults to the operator's name. */
  description: z.string().trim().min(1).max(200).optional(),
});
export type StartTopUp = z.infer<typeof StartTopUp>;

export type StartedTopUp =
  /** Redirect the payer to `url`, Stripe's checkout page. */
  | { kind: 'pay'; topUpId: string; url: string }
  /** The payment of this form has ended: show its result. */
  | { kind: 'over'; topUpId: string };

/** Path of the page that a payer returns to after paying or cancelling; it settles the top-up. */
export function landingPath(topUpId: string): string {
  return `/wallet/top-ups/${topUpId}`;
}

/**
 * Starts a payment: inserts our row, then opens Stripe's checkout page for it. Idempotent: a repeat returns
 * the same page.
 * @throws DomainError for an amount outside the operator's limits, a reused id, an unreachable Stripe, or an
 * order that
 * the money would not buy
 */
export async function startTopUp(ctx: Ctx, input: StartTopUp): Promise<StartedTopUp> {
  const wish = StartTopUp.parse(input);
  requireCustomerAccess(ctx, wish.customerId, 'payments.write');
  const settings = await getSettings(ctx);
  const stripeAmount = chargeable(wish.amountMinor, settings);
  const topUp = await recordWish(ctx, wish, settings);
  if (topUp.checkoutSessionId === null && topUp.status === 'created') {
    return openCheckout(ctx, topUp, stripeAmount);
  }
  return topUp.status === 'pending' && topUp.checkoutUrl !== null
    ? { kind: 'pay', topUpId: topUp.id, url: topUp.checkoutUrl }
    : { kind: 'over', topUpId: topUp.id };
}

function chargeable(amountMinor: bigint, settings: OperatorSettings): number {
  const { currency, minMinor, maxMinor } = topUpLimits(settings);
  const limit = checkLimits(amountMinor, { minMinor, maxMinor });
  const money = (minor: bigint) => ({ minor, currency });
  if (limit.kind === 'under')
    refuseField('amount', 'top_up_under_minimum', { min: money(minMinor) });
  if (limit.kind === 'over') refuseField('amount', 'top_up_over_maximum', { max: money(maxMinor) });
  const amount = toStripeAmount(amountMinor, currency);
  if (amount.kind === 'amount') return amount.value;
  return refuseField('amount', 'top_up_step', { step: money(amount.stepMinor) });
}

async function recordWish(
  ctx: Ctx,
  wish: StartTopUp,
  settings: OperatorSettings,
): Promise<TopUpRow> {
  const { customerId, amountMinor, orderId, description } = wish;
  return inTransaction(ctx, async (tctx) => {
    const refusal = orderId ? await findPayRefusal(tctx, { customerId, orderId }) : null;
    const { topUp, isNew } = await insertTopUp(tctx, {
      id: ownedId('top-up', `customer:${customerId}`, wish.topUpId),
      customerId,
      amountMinor,
      currency: settings.currency,
      status: 'created',
      orderId: orderId ?? null,
      description: description ?? settings.operatorName,
      payerEmail: await findPayerEmail(tctx, customerId),
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    const isSame = topUp.amountMinor === amountMinor && topUp.orderId === (orderId ?? null);
    if (!isSame) refuse('conflict', 'top_up_reused');
    // Also checked when the page is reopened, because the order may have been closed since.
    if (refusal && (isNew || isPayable(topUp))) throw refusal;
    return topUp;
  });
}

function isPayable({ status }: TopUpRow): boolean {
  return status === 'created' || status === 'pending';
}

async function openCheckout(
  ctx: Ctx,
  topUp: TopUpRow,
  stripeAmount: number,
): Promise<StartedTopUp> {
  const checkout = await createCheckout({
    topUpId: topUp.id,
    customerId: topUp.customerId,
    stripeAmount,
    currency: topUp.currency,
    description: topUp.description,
    payerEmail: topUp.payerEmail,
    landingUrl: new URL(landingPath(topUp.id), env().APP_URL).href,
  });
  await inTransaction(ctx, (tctx) => noteSession(tctx, topUp.id, checkout));
  if (checkout.url === null) return { kind: 'over', topUpId: topUp.id };
  return { kind: 'pay', topUpId: topUp.id, url: checkout.url };
}
