import { and, desc, eq, lt, or } from 'drizzle-orm';
import { topUps } from '@/db/schema/payments';
import { readDb } from '@/db/transaction';
import { requireCustomerAccess, requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import type {
  ParkReason,
  TopUpDisputeState,
  TopUpRefundStatus,
  TopUpStatus,
} from '@/lib/kit/words';
import { listBack, listBackOf, netClawedMinor } from '@/lib/payments/lookups';
import { aftermathOf, type PaymentState, paymentState } from '@/lib/payments/rules/aftermath';
import {
  creditWentBack,
  paidAmount,
  type WaitingPayment,
  type WentBack,
  waitingPayment,
  wentBackMinor,
} from '@/lib/payments/rules/payment-left';

/** A top-up as the portal and the admin show it. Amounts in minor units of `currency`. */
export type TopUpView = {
  id: string;
  customerId: number;
  amountMinor: bigint;
  currency: string;
  status: TopUpStatus;
  orderId: string | null;
  /** Stripe's payment page while the top-up can still be paid. */
  checkoutUrl: string | null;
  /** How the payer completes a payment that is on its way. */
  instructionsUrl: string | null;
  instructionsReference: string | null;
  payUntil: Date | null;
  createdAt: Date;
  paidAt: Date | null;
  receiptNumber: number | null;
  /** The amount that arrived, when it differs from the amount requested. */
  arrivedMinor: bigint | null;
  arrivedCurrency: string | null;
};

export const viewColumns = {
  id: topUps.id,
  customerId: topUps.customerId,
  amountMinor: topUps.amountMinor,
  currency: topUps.currency,
  arrivedMinor: topUps.arrivedMinor,
  arrivedCurrency: topUps.arrivedCurrency,
  status: topUps.status,
  orderId: topUps.orderId,
  checkoutUrl: topUps.checkoutUrl,
  instructionsUrl: topUps.instructionsUrl,
  instructionsReference: topUps.instructionsReference,
  payUntil: topUps.payUntil,
  createdAt: topUps.createdAt,
  paidAt: topUps.paidAt,
  receiptNumber: topUps.receiptNumber,
};

/** @throws DomainError `not-found`, also for another customer's top-up */
export async function getTopUp(ctx: Ctx, topUpId: string): Promise<TopUpView> {
  const [row] = await readDb(ctx).select(viewColumns).from(topUps).where(eq(topUps.id, topUpId));
  const topUp = found(row);
  requireCustomerAccess(ctx, topUp.customerId, 'payments.read');
  return topUp;
}

/** A top-up of a list, with where its money went. */
export type ListedTopUp = TopUpView & { state: PaymentState };

export type TopUpPage = { rows: ListedTopUp[]; next: { createdAt: Date; id: string } | null };

/** Lists a customer's top-ups, newest first; `after` is the `next` of the previous page. */
export async function listTopUps(
  ctx: Ctx,
  input: {
    customerId: number;
    limit?: number;
    after?: { createdAt: Date; id: string } | undefined;
  },
): Promise<TopUpPage> {
  const { customerId, limit = 25, after } = input;
  requireCustomerAccess(ctx, customerId, 'payments.read');
  const older = after
    ? or(
        lt(topUps.createdAt, after.createdAt),
        and(eq(topUps.createdAt, after.createdAt), lt(topUps.id, after.id)),
      )
    : undefined;
  const rows = await readDb(ctx)
    .select(viewColumns)
    .from(topUps)
    .where(and(eq(topUps.customerId, customerId), older))
    .orderBy(desc(topUps.createdAt), desc(topUps.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const back = await listBackOf(
    ctx,
    page.map(({ id }) => id),
  );
  const listed = page.map((topUp) => {
    const { minor: amountMinor } = paidAmount(topUp);
    const own = ({ topUpId }: { topUpId: string }) => topUpId === topUp.id;
    const [refunds, disputes] = [back.refunds.filter(own), back.disputes.filter(own)];
    const aftermath = aftermathOf({ amountMinor, refunds, disputes });
    return { ...topUp, state: paymentState({ ...topUp, amountMinor }, aftermath) };
  });
  return { rows: listed, next: rows.length > limit && last ? last : null };
}

/** What staff see besides the view: Stripe's ids, the fee, and the refunds. */
export type TopUpDetail = TopUpView & {
  checkoutSessionId: string | null;
  paymentIntentId: string | null;
  feeMinor: bigint | null;
  parkReason: ParkReason | null;
  /** The decision staff have to make; null unless the payment is parked. */
  waiting: WaitingPayment | null;
  /** Net amount clawed back from the wallet by refunds and disputes. */
  clawedMinor: bigint;
  /** The same, by where it is. */
  clawed: WentBack;
  /** Amount returned to the payer, on its way back, or held, whether or not it was ever credited. */
  backMinor: bigint;
  refunds: { id: string; amountMinor: bigint; status: TopUpRefundStatus; createdAt: Date }[];
  disputes: { id: string; amountMinor: bigint; state: TopUpDisputeState; createdAt: Date }[];
};

/** @throws DomainError `forbidden` | `not-found` */
export async function getTopUpDetail(ctx: Ctx, topUpId: string): Promise<TopUpDetail> {
  requireStaff(ctx, 'payments.read');
  const [one] = await readDb(ctx).select().from(topUps).where(eq(topUps.id, topUpId));
  const row = found(one);
  const { checkoutSessionId, paymentIntentId, feeMinor, parkReason } = row;
  const { refunds, disputes } = await listBack(ctx, topUpId);
  return {
    ...(await getTopUp(ctx, topUpId)),
    checkoutSessionId,
    paymentIntentId,
    feeMinor,
    parkReason,
    clawedMinor: await netClawedMinor(ctx, topUpId),
    clawed: creditWentBack({ refunds, disputes }),
    backMinor: wentBackMinor({ refunds, disputes }),
    waiting: waitingPayment(row, { refunds, disputes }),
    refunds: refunds.map(({ id, amountMinor, status, createdAt }) => ({
      id,
      amountMinor,
      status,
      createdAt,
    })),
    disputes: disputes.map(({ id, amountMinor, state, createdAt }) => ({
      id,
      amountMinor,
      state,
      createdAt,
    })),
  };
}
