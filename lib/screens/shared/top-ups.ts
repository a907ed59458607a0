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
import { listBack, netClawedMinor } from '@/lib/payments/lookups';
import {
  type WaitingPayment,
  waitingPayment,
  wentBackMinor,
} from '@/lib/payments/rules/payment-left';

/** A top-up as both faces show it. Amounts in minor units of `currency`. */
export type TopUpView = {
  id: string;
  customerId: number;
  amountMinor: bigint;
  currency: string;
  status: TopUpStatus;
  orderId: string | null;
  /** Stripe's page while it can still be paid. */
  checkoutUrl: string | null;
  createdAt: Date;
  paidAt: Date | null;
  receiptNumber: number | null;
  /** What the payer paid, when it was not what was asked for. */
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
  createdAt: topUps.createdAt,
  paidAt: topUps.paidAt,
  receiptNumber: topUps.receiptNumber,
};

/** @throws DomainError `not-found`, for another customer's top-up too */
export async function getTopUp(ctx: Ctx, topUpId: string): Promise<TopUpView> {
  const [row] = await readDb(ctx).select(viewColumns).from(topUps).where(eq(topUps.id, topUpId));
  const topUp = found(row);
  requireCustomerAccess(ctx, topUp.customerId, 'payments.read');
  return topUp;
}

export type TopUpPage = { rows: TopUpView[]; next: { createdAt: Date; id: string } | null };

/** A customer's top-ups, newest first; `after` is the `next` of the page before. */
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
  return { rows: page, next: rows.length > limit && last ? last : null };
}

/** What staff see beside the view: Stripe's ids, what was kept as a fee, what went back. */
export type TopUpDetail = TopUpView & {
  checkoutSessionId: string | null;
  paymentIntentId: string | null;
  feeMinor: bigint | null;
  parkReason: ParkReason | null;
  /** What staff decide about; null unless it is parked. */
  waiting: WaitingPayment | null;
  /** Taken from the wallet by refunds and disputes, less what came back. */
  clawedMinor: bigint;
  /** What went back to the payer, or is on its way or held, whether it was ever credited or not. */
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
