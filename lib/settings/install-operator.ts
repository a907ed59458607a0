import { z } from 'zod';
import { settings } from '@/db/schema/settings';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx } from '@/lib/context';
import { refuse } from '@/lib/kit/errors';
import { isTimeZone } from '@/lib/kit/time';
import { taxModes } from '@/lib/kit/words';
import { defaultLimits } from './rules/top-up-limits';

export const InstallOperator = z.object({
  operatorName: z.string().trim().min(1, 'field_required').max(120, 'field_too_long'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'currency_unknown'),
  timeZone: z.string().refine(isTimeZone, 'time_zone_unknown'),
  locale: z.string().min(2).max(20).default('en'),
  taxMode: z.enum(taxModes).default('inclusive'),
});
export type InstallOperator = z.input<typeof InstallOperator>;

/**
 * Inserts the settings of a new installation, with top-ups of about 1 to 500 euros. An existing installation keeps
 * its settings.
 * @returns whether this call inserted them
 */
export async function installOperator(ctx: Ctx, input: InstallOperator): Promise<boolean> {
  if (ctx.actor.kind !== 'system') refuse('forbidden', 'forbidden');
  const operator = InstallOperator.parse(input);
  const { minMinor: topUpMinMinor, maxMinor: topUpMaxMinor } = defaultLimits(operator.currency);
  return inTransaction(ctx, async (tctx) => {
    const rows = await tctx.tx
      .insert(settings)
      .values({ ...operator, topUpMinMinor, topUpMaxMinor, updatedAt: ctx.now })
      .onConflictDoNothing()
      .returning({ id: settings.id });
    if (rows.length === 0) return false;
    await recordAudit(tctx, {
      action: 'settings.install',
      subject: { kind: 'settings', id: 1 },
      after: operator,
    });
    return true;
  });
}
