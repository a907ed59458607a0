import { recordAudit } from '@/lib/audit/record-audit';
import type { TxCtx } from '@/lib/context';
import { log } from '@/lib/kit/log';
import { listBack } from './lookups';
import { type PaymentLeft, paymentLeft } from './rules/payment-left';
import { type TopUpRow, updateTopUp } from './store';

/** Returns what is left of an uncredited payment, given its recorded refunds and disputes. */
export async function leftOf(ctx: TxCtx, topUpId: string, arrivedMinor: bigint) {
  const { refunds, disputes } = await listBack(ctx, topUpId);
  return { ...paymentLeft({ arrivedMinor, refunds, disputes }), refunds, disputes };
}

/**
 * Updates the status of an uncredited payment under its lock: one that has gone back entirely no longer waits
 * for a decision; one that returned to us (a refund failed, a dispute was won) waits again.
 */
export async function followParked(ctx: TxCtx, topUp: TopUpRow): Promise<void> {
  const { arrivedMinor } = topUp;
  if (arrivedMinor === null || !['parked', 'returned'].includes(topUp.status)) return;
  const left = await leftOf(ctx, topUp.id, arrivedMinor);
  if (topUp.status === 'parked' && left.isOver) await closeGone(ctx, topUp, left);
  if (topUp.status === 'returned' && left.leftMinor > 0n) await parkAgain(ctx, topUp, left);
}

/** Closes a payment of which nothing was credited and nothing is left. */
export async function closeGone(ctx: TxCtx, topUp: TopUpRow, left: PaymentLeft): Promise<void> {
  await updateTopUp(ctx, topUp.id, {
    status: 'returned',
    // Recorded so that the payment waits for staff if it comes back.
    arrivedMinor: topUp.arrivedMinor ?? topUp.amountMinor,
    arrivedCurrency: topUp.arrivedCurrency ?? topUp.currency,
  });
  await note(ctx, topUp, { action: 'top-up.return', left });
}

async function parkAgain(ctx: TxCtx, topUp: TopUpRow, left: PaymentLeft): Promise<void> {
  const parkReason = topUp.parkReason ?? 'amount';
  await updateTopUp(ctx, topUp.id, { status: 'parked', parkReason });
  await note(ctx, topUp, { action: 'top-up.park', left });
  log.warn({ topUpId: topUp.id }, 'a returned payment came back and waits for staff');
}

async function note(
  ctx: TxCtx,
  { id, customerId }: TopUpRow,
  { action, left }: { action: string; left: PaymentLeft },
): Promise<void> {
  const { leftMinor, goneMinor } = left;
  await recordAudit(ctx, {
    action,
    subject: { kind: 'top-up', id },
    customerId,
    after: { leftMinor, goneMinor },
  });
}
