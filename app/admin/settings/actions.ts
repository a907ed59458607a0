'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { say } from '@/app/_forms/answer';
import { moneyInput } from '@/app/_operator/money-input';
import { staffAction } from '@/app/_operator/staff-action';
import { AMOUNT_MINOR_MAX } from '@/lib/kit/money';
import { ChangeSettings, changeSettings } from '@/lib/settings/change-settings';

const orNull = <T>(value: T | undefined): T | null => value ?? null;

/** A new currency changes the meaning of typed amounts, so amounts are read in the previous currency. */
const SettingsForm = z
  .object({
    operatorName: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    taxMode: ChangeSettings.shape.taxMode,
    minimumBalanceMinor: moneyInput({ min: -AMOUNT_MINOR_MAX }),
    topUpMinMinor: moneyInput(),
    topUpMaxMinor: moneyInput(),
    fourEyesAboveMinor: moneyInput().optional().transform(orNull),
    selfSignUp: z.boolean(),
    sellsAhead: z.boolean(),
    disputeStopsServices: z.boolean(),
    mapTileUrl: z.string().trim().optional().transform(orNull),
    supportContact: z
      .string()
      .optional()
      .transform((text) => text ?? ''),
  })
  .transform((form): ChangeSettings => form)
  .pipe(ChangeSettings);

export const changeSettingsAction = staffAction({
  schema: SettingsForm,
  run: async (ctx, input) => {
    await changeSettings(ctx, input);
    revalidatePath('/', 'layout');
    return say('admin-settings', 'saved');
  },
});
