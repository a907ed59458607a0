'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { ask, say } from '@/app/_forms/answer';
import { moneyInput } from '@/app/_operator/money-input';
import { getOperatorFormats } from '@/app/_operator/operator';
import { staffAction } from '@/app/_operator/staff-action';
import { AMOUNT_MINOR_MAX, MOVEMENT_MINOR_MAX } from '@/lib/kit/money';
import { type AppliedSettings, applySettings } from '@/lib/rollouts/apply-settings';
import { ChangeSettings } from '@/lib/settings/change-settings';
import type { SettingsQuestion } from './save-settings';

const orNull = <T>(value: T | undefined): T | null => value ?? null;

/** A new currency changes the meaning of typed amounts, so amounts are read in the previous currency. */
const SettingsForm = z
  .object({
    operatorName: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    taxMode: ChangeSettings.shape.taxMode,
    minimumBalanceMinor: moneyInput({ min: -AMOUNT_MINOR_MAX }),
    topUpMinMinor: moneyInput({ max: MOVEMENT_MINOR_MAX }),
    topUpMaxMinor: moneyInput({ max: MOVEMENT_MINOR_MAX }),
    fourEyesAboveMinor: moneyInput().optional().transform(orNull),
    selfSignUp: z.boolean(),
    sellsAhead: z.boolean(),
    disputeStopsServices: z.boolean(),
    mapTileUrl: z.string().trim().optional().transform(orNull),
    supportContact: z
      .string()
      .optional()
      .transform((text) => text ?? ''),
    shown: z.string().max(200).optional().transform(orNull),
  })
  .transform((form): ChangeSettings & { shown: string | null } => form)
  .pipe(ChangeSettings.extend({ shown: z.string().nullable() }));

export const changeSettingsAction = staffAction({
  schema: SettingsForm,
  run: async (ctx, input) => {
    const applied = await applySettings(ctx, input);
    if (applied.kind === 'asks') return ask(await questionOf(applied));
    revalidatePath('/', 'layout');
    return say('admin-settings', 'saved');
  },
});

async function questionOf({
  effect,
  shown,
}: Extract<AppliedSettings, { kind: 'asks' }>): Promise<SettingsQuestion> {
  const f = await getOperatorFormats();
  return {
    shown,
    services: effect.services,
    before: f.money(effect.beforeMinor),
    after: f.money(effect.afterMinor),
    from: effect.from && f.date(effect.from),
    until: effect.until && f.date(effect.until),
    moved: effect.moved,
    wallets: effect.wallets,
    spendableBefore: f.money(effect.spendableBeforeMinor),
    spendableAfter: f.money(effect.spendableAfterMinor),
  };
}
