import { recordAudit } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import { log } from '@/lib/kit/log';
import type { ParkReason } from '@/lib/kit/words';
import { type TopUpRow, updateTopUp } from './store';
import type { Payment } from './stripe-checkout';

/**
 * Sets aside money that does not equal the requested top-up until staff decide; nothing is credited on a
 * guess.
 */
export async function parkPayment(
  ctx: TxCtx,
  row: TopUpRow,
  { payment, reason }: { payment: Payment; reason: ParkReason },
): Promise<void> {
  await updateTopUp(ctx, row.id, {
    ...paymentOf(row, payment),
    status: 'parked',
    parkReason: reason,
    arrivedMinor: payment.currency === null ? null : payment.amountMinor,
    arrivedCurrency: payment.amountMinor === null ? null : payment.currency,
  });
  await recordAudit(ctx, {
    action: 'top-up.park',
    subject: { kind: 'top-up', id: row.id },
    customerId: row.customerId,
    after: {
      reason,
      sessionId: payment.sessionId,
      amountMinor: payment.amountMinor,
      currency: payment.currency,
    },
  });
  log.warn({ topUpId: row.id, reason }, 'a payment does not equal its top-up and waits for staff');
}

/** What a top-up's row keeps of its payment. */
export function paymentOf(row: TopUpRow, payment: Payment) {
  return {
    checkoutSessionId: row.checkoutSessionId ?? payment.sessionId,
    checkoutUrl: payment.url,
    paymentIntentId: payment.paymentIntentId ?? row.paymentIntentId,
    chargeId: payment.chargeId ?? row.chargeId,
    instructionsUrl: payment.instructions?.url ?? null,
    instructionsReference: payment.instructions?.reference ?? null,
    payUntil: payment.instructions?.payUntil ?? null,
  };
}
