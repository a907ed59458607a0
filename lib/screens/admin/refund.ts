import { z } from 'zod';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { netClawedMinor } from '@/lib/payments/lookups';
import { clawable } from '@/lib/payments/rules';
import { getTopUp } from '@/lib/screens/shared/top-ups';
import { getWallet } from '@/lib/screens/shared/wallet';

export const RefundPreviewQuery = z.object({
  topUpId: z.uuid(),
  /** Minor units. */
  amountMinor: z.bigint().positive(),
});

/** The effect of a refund; amounts in minor units of the wallet's currency. */
export type RefundPreview = {
  /** The amount of the top-up that can still be refunded. */
  refundableMinor: bigint;
  balanceBeforeMinor: bigint;
  balanceAfterMinor: bigint;
  /** The part that is already spent: the wallet would be this much below its floor. */
  debtMinor: bigint;
  kind: 'possible' | 'leaves_debt' | 'too_large' | 'not_refundable';
};

/**
 * Previews the effect of a refund, decided by the rules that the refund itself uses.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function previewRefund(
  ctx: Ctx,
  input: z.infer<typeof RefundPreviewQuery>,
): Promise<RefundPreview> {
  requireStaff(ctx, 'payments.refund');
  const { topUpId, amountMinor } = RefundPreviewQuery.parse(input);
  const topUp = await getTopUp(ctx, topUpId);
  const wallet = await getWallet(ctx, topUp.customerId);
  const netClawed = await netClawedMinor(ctx, topUpId);
  const left = topUp.amountMinor - netClawed;
  const isWhole =
    clawable({
      creditedMinor: topUp.amountMinor,
      netClawedMinor: netClawed,
      wantedMinor: amountMinor,
    }) === amountMinor;
  const debtMinor = amountMinor > wallet.spendableMinor ? amountMinor - wallet.spendableMinor : 0n;
  return {
    refundableMinor: left > 0n ? left : 0n,
    balanceBeforeMinor: wallet.balanceMinor,
    balanceAfterMinor: wallet.balanceMinor - amountMinor,
    debtMinor,
    kind: kindOf({ isPaid: topUp.status === 'paid', isWhole, debtMinor }),
  };
}

function kindOf(refund: {
  isPaid: boolean;
  isWhole: boolean;
  debtMinor: bigint;
}): RefundPreview['kind'] {
  if (!refund.isPaid) return 'not_refundable';
  if (!refund.isWhole) return 'too_large';
  return refund.debtMinor > 0n ? 'leaves_debt' : 'possible';
}
