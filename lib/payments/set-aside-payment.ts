import { inTransaction } from '@/db/transaction';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { lockCustomer } from '@/lib/customers/lock-customer';
import { ownedId } from '@/lib/kit/ids';
import { log } from '@/lib/kit/log';
import { getSettings } from '@/lib/settings/get-settings';
import { followPayment } from './follow-payment';
import { findRemainingCustomer } from './lookups';
import { parkPayment } from './park-payment';
import {
  customerNamed,
  type PaymentNames,
  payerOf,
  type SetAsideFor,
  setAsideFor,
  topUpNamed,
} from './rules/payment-names';
import { findTopUp, insertTopUp } from './store';
import type { Payment } from './stripe-checkout';

/**
 * Sets aside money that arrived for one of our customers and is not the payment of a top-up: staff credit it or send it
 * back. It gets a top-up of its own, whose id follows from the payment, so that it waits once however often it is
 * reported. `names` are those of the payment; several if its session and its intent contradict each other. Returns false
 * if nothing has arrived, or the names lead to no customer.
 */
export async function setAsidePayment(
  ctx: Ctx,
  payment: Payment,
  ...names: PaymentNames[]
): Promise<boolean> {
  const { paymentIntentId, amountMinor, currency, isPaid } = payment;
  if (!isPaid || paymentIntentId === null || currency === null || !amountMinor) return false;
  const aside = await findSetAside(ctx, names);
  if (aside === null) {
    if (names.some(({ topUpId }) => topUpId !== null))
      log.error({ paymentIntentId }, 'a payment names no top-up of ours');
    return false;
  }
  const { customerId, reason } = aside;
  const { operatorName } = await getSettings(ctx);
  await inTransaction(ctx, async (tctx) => {
    await lockCustomer(tctx, customerId);
    const isStill = (await findSetAside(tctx, names))?.customerId === customerId;
    if (!isStill) throw new Error(`payment ${paymentIntentId} moved to another customer`);
    const { topUp, isNew } = await insertTopUp(tctx, {
      id: ownedId('extra-payment', 'stripe', paymentIntentId),
      customerId,
      amountMinor,
      currency,
      status: 'created',
      description: operatorName,
      paymentIntentId,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    // Its session belongs to another top-up, or to none.
    const extra = { ...payment, sessionId: null, url: null };
    if (isNew) await parkPayment(tctx, topUp, { payment: extra, reason });
  });
  // Refunds and disputes from before it was seen are reported by no later event.
  await followPayment(ctx, payment);
  return true;
}

/** Returns whether a payment that is no top-up's would be set aside for one of our customers. */
export async function isForCustomer(ctx: ActorlessCtx, names: PaymentNames): Promise<boolean> {
  return (await findSetAside(ctx, [names])) !== null;
}

/** Returns for whom the payment waits; names that contradict each other lead to the first top-up of ours among them. */
async function findSetAside(
  ctx: ActorlessCtx,
  names: readonly PaymentNames[],
): Promise<SetAsideFor | null> {
  for (const each of names) {
    const aside = setAsideFor(each, await findNamed(ctx, each));
    if (aside !== null) return names.length === 1 ? aside : { ...aside, reason: 'names' };
  }
  return null;
}

/** Finds the customer that a payment's names lead to; null if they contradict each other or lead nowhere. */
export async function findPayer(ctx: ActorlessCtx, names: PaymentNames): Promise<number | null> {
  return payerOf(names, await findNamed(ctx, names));
}

async function findNamed(ctx: ActorlessCtx, names: PaymentNames) {
  const topUpId = topUpNamed(names);
  const customerId = customerNamed(names);
  const topUp = topUpId === null ? undefined : await findTopUp(ctx, topUpId);
  const named = customerId === null ? null : await findRemainingCustomer(ctx, customerId);
  return { ofTopUp: topUp?.customerId ?? null, named };
}
