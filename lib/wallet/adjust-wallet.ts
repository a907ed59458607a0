import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import { actorLabel, type Ctx, type TxCtx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { ownedId } from '@/lib/kit/ids';
import { localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { getSettings, type OperatorSettings } from '@/lib/settings/get-settings';
import { creditWallet } from './credit-wallet';
import { debitWallet } from './debit-wallet';
import { claimCause, findTransfers, sumAdjustments } from './store';

export const AdjustWallet = z.object({
  /** Created with the form, so that a double click or a retry moves the money once. */
  adjustmentId: z.uuid(),
  customerId: z.number().int().positive(),
  direction: z.enum(['credit', 'debit', 'cash']),
  /** Minor units, greater than zero. */
  amountMinor: z.bigint().positive('amount_not_positive').max(99_999_999n, 'amount_too_large'),
  reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
});
export type AdjustWallet = z.infer<typeof AdjustWallet>;

/**
 * Credits or debits a wallet by hand, or records cash, always with a reason. A debit cannot go below the floor. The
 * `wallet/credited` event makes waiting orders and stopped services use the credit.
 */
export async function adjustWallet(
  ctx: Ctx,
  input: AdjustWallet,
): Promise<{ balanceAfterMinor: bigint }> {
  requireStaff(ctx, 'wallet.adjust');
  const adjustment = AdjustWallet.parse(input);
  const settings = await getSettings(ctx);
  const { currency } = settings;
  const adjustmentId = ownedId('adjustment', actorLabel(ctx.actor), adjustment.adjustmentId);
  const causeKey = `adjustment:${adjustmentId}`;
  return inTransaction(ctx, async (tctx) => {
    await claimCause(tctx, causeKey);
    const earlier = await findMoved(tctx, causeKey, adjustment);
    if (earlier !== undefined) return { balanceAfterMinor: earlier };
    await requireOnePerson(tctx, adjustment, settings);
    const balanceAfterMinor = await move(tctx, { ...adjustment, causeKey, currency });
    await recordAudit(tctx, {
      action: `wallet.${adjustment.direction}`,
      subject: { kind: 'customer', id: adjustment.customerId },
      customerId: adjustment.customerId,
      after: { amountMinor: adjustment.amountMinor, adjustmentId },
      reason: adjustment.reason,
    });
    return { balanceAfterMinor };
  });
}

const kindOf = { cash: 'cash', credit: 'manual_credit', debit: 'manual_debit' } as const;

/**
 * Refuses what one person must not decide alone. Credits and debits count together with what the same person moved
 * the same way on this business day; cash counts alone, because a till takes money all day.
 */
async function requireOnePerson(
  ctx: TxCtx,
  { direction, amountMinor }: AdjustWallet,
  { fourEyesAboveMinor, currency, timeZone }: OperatorSettings,
): Promise<void> {
  if (fourEyesAboveMinor === null) return;
  const money = (minor: bigint) => ({ minor, currency });
  const limit = money(fourEyesAboveMinor);
  if (amountMinor > fourEyesAboveMinor) refuse('limit', 'four_eyes_needed', { limit });
  if (direction === 'cash') return;
  const actor = actorLabel(ctx.actor);
  // Serialises the adjustments of one person, so that two at once cannot pass together.
  await claimCause(ctx, `four-eyes:${actor}`);
  const since = startOfLocalDay(localDateOf(ctx.now, timeZone), timeZone);
  const movedMinor = await sumAdjustments(ctx, { actor, kind: kindOf[direction], since });
  if (movedMinor + amountMinor <= fourEyesAboveMinor) return;
  const left = money(movedMinor < fourEyesAboveMinor ? fourEyesAboveMinor - movedMinor : 0n);
  refuse('limit', 'four_eyes_needed_today', { limit, moved: money(movedMinor), left });
}

/** Returns the balance after an earlier submission of this form. The same form with different contents is refused. */
async function findMoved(
  ctx: TxCtx,
  causeKey: string,
  { customerId, direction, amountMinor, reason }: AdjustWallet,
): Promise<bigint | undefined> {
  const [earlier] = await findTransfers(ctx, causeKey);
  if (!earlier) return undefined;
  const isSame =
    earlier.customerId === customerId &&
    earlier.amountMinor === amountMinor &&
    earlier.kind === kindOf[direction] &&
    earlier.text === reason;
  return isSame ? earlier.balanceAfterMinor : refuse('conflict', 'form_reused');
}

async function move(
  ctx: TxCtx,
  adjustment: AdjustWallet & { causeKey: string; currency: string },
): Promise<bigint> {
  const { customerId, amountMinor, direction, reason: text, causeKey, currency } = adjustment;
  if (direction !== 'debit') {
    const isCash = direction === 'cash';
    const credited = await creditWallet(ctx, {
      customerId,
      amountMinor,
      causeKey,
      kind: kindOf[direction],
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
