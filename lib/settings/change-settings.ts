import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { settings } from '@/db/schema/settings';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { refuse, refuseField } from '@/lib/kit/errors';
import { isTimeZone } from '@/lib/kit/time';
import { taxModes } from '@/lib/kit/words';
import { getSettings } from './get-settings';
import { limitFault } from './rules/top-up-limits';

export const ChangeSettings = z.object({
  operatorName: z.string().trim().min(1, 'field_required').max(120, 'field_too_long'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'currency_unknown'),
  timeZone: z.string().refine(isTimeZone, 'time_zone_unknown'),
  taxMode: z.enum(taxModes),
  minimumBalanceMinor: z.bigint(),
  topUpMinMinor: z.bigint().positive('amount_not_positive'),
  topUpMaxMinor: z.bigint().positive('amount_not_positive'),
  fourEyesAboveMinor: z.bigint().positive('amount_not_positive').nullable(),
  selfSignUp: z.boolean(),
  sellsAhead: z.boolean(),
  disputeStopsServices: z.boolean(),
  mapTileUrl: z.url('field_invalid').nullable(),
  supportContact: z.string().trim().max(300, 'field_too_long'),
});
export type ChangeSettings = z.infer<typeof ChangeSettings>;

/** Saves the operator's settings. The currency is fixed once money has moved. */
export async function changeSettings(ctx: Ctx, input: ChangeSettings): Promise<void> {
  requireStaff(ctx, 'settings.write');
  const next = ChangeSettings.parse(input);
  checkTopUpLimits(next);
  await inTransaction(ctx, async (tctx) => {
    await tctx.tx.select({ id: settings.id }).from(settings).for('update');
    const before = await getSettings(tctx);
    if (before.currency !== next.currency && (await hasMoneyMoved(tctx))) {
      refuse('invalid-state', 'currency_is_fixed', { currency: before.currency });
    }
    await tctx.tx
      .update(settings)
      .set({ ...next, updatedAt: ctx.now })
      .where(eq(settings.id, 1));
    await recordAudit(tctx, {
      action: 'settings.change',
      subject: { kind: 'settings', id: 1 },
      before,
      after: next,
    });
  });
}

/** Refuses a smallest or largest top-up that Stripe could not charge, because payers would meet the refusal. */
function checkTopUpLimits(next: ChangeSettings): void {
  const { currency } = next;
  const fault = limitFault(next);
  const money = (minor: bigint) => ({ minor, currency });
  if (fault?.kind === 'under')
    refuseField(fault.field, 'top_up_limit_under_stripe', { min: money(fault.minMinor) });
  if (fault?.kind === 'over')
    refuseField(fault.field, 'top_up_limit_over_stripe', { max: money(fault.maxMinor) });
  if (fault?.kind === 'step')
    refuseField(fault.field, 'top_up_step', { step: money(fault.stepMinor) });
  if (next.topUpMinMinor > next.topUpMaxMinor)
    refuseField('topUpMaxMinor', 'top_up_limits_crossed');
}

async function hasMoneyMoved(ctx: TxCtx): Promise<boolean> {
  const [row] = await ctx.tx.execute<{ moved: boolean }>(
    sql`select exists (select 1 from transfers) as moved`,
  );
  return row?.moved ?? false;
}
