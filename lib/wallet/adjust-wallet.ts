import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx, TxCtx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { refuse } from '@/lib/kit/errors';
import { getSettings } from '@/lib/settings/queries';
import { creditWallet } from './credit-wallet';
import { debitWallet } from './debit-wallet';

export const AdjustWallet = z.object({
  /** Made with the form: a double click and a retry move the money once. */
  adjustmentId: z.uuid(),
  customerId: z.number().int().positive(),
  direction: z.enum(['credit', 'debit', 'cash']),
  /** Minor units, more than zero. */
  amountMinor: z.bigint().positive('amount_not_positive').max(99_999_999n, 'amount_too_large'),
  reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
});
export type AdjustWallet = z.infer<typeof AdjustWallet>;

/**
 * Staff credit or debit a wallet by hand, or take cash, always with a reason. A debit cannot go under the
 * floor. The `wallet/credited` event puts the credit to use.
 */
export async function adjustWallet(
  ctx: Ctx,
  input: AdjustWallet,
): Promise<{ balanceAfterMinor: bigint }> {
  requireStaff(ctx, 'wallet.adjust');
  const adjustment = AdjustWallet.parse(input);
  const { fourEyesAboveMinor, currency } = await getSettings(ctx);
  if (fourEyesAboveMinor !== null && adjustment.amountMinor > fourEyesAboveMinor) {
    refuse('limit', 'four_eyes_needed', { limit: { minor: fourEyesAboveMinor, currency } });
  }
  return inTransaction(ctx, async (tctx) => {
    const balanceAfterMinor = await move(tctx, adjustment, currency);
    await recordAudit(tctx, {
      action: `wallet.${adjustment.direction}`,
      subject: { kind: 'customer', id: adjustment.customerId },
      customerId: adjustment.customerId,
      after: { amountMinor: adjustment.amountMinor, adjustmentId: adjustment.adjustmentId },
      reason: adjustment.reason,
    });
    return { balanceAfterMinor };
  });
}

async function move(ctx: TxCtx, adjustment: AdjustWallet, currency: string): Promise<bigint> {
  const { customerId, amountMinor, reason: text } = adjustment;
  const causeKey = `adjustment:${adjustment.adjustmentId}`;
  if (adjustment.direction !== 'debit') {
    const isCash = adjustment.direction === 'cash';
    const credited = await creditWallet(ctx, {
      customerId,
      amountMinor,
      causeKey,
      kind: isCash ? 'cash' : 'manual_credit',
      fromAccount: isCash ? 'cash' : 'adjustments',
      text,
    });
    return credited.balanceAfterMinor;
  }
  const charge = await debitWallet(ctx, { customerId, amountMinor, causeKey, text });
  if (charge.kind === 'short') {
    refuse('insufficient-credit', 'insufficient_credit', {
      short: { minor: charge.shortMinor, currency },
    });
  }
  return charge.balanceAfterMinor;
}
