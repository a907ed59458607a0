'use client';

import { useTranslations } from 'next-intl';
import { SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { intervalUnits, recurrenceModes } from '@/lib/kit/words';
import type { FormValues } from './form-values';

type Period = Pick<FormValues, 'recurrenceMode' | 'intervalCount' | 'intervalUnit'>;

/** How the service renews. Without `present` it is new, and empty fields follow the plan. */
export function PeriodFields({ present }: { present?: Period }) {
  const t = useTranslations('admin-services.form');
  const field = namedFields(t);
  const isNew = present === undefined;
  return (
    <div className="grid gap-4 sm:grid-cols-[2fr_1fr_1fr]">
      <SelectField
        name="recurrenceMode"
        label={t('mode')}
        hint={t(isNew ? 'modeHint' : 'periodHint')}
        placeholder={isNew ? t('asPlan') : false}
        defaultValue={present?.recurrenceMode}
        options={recurrenceModes.map((mode) => ({ value: mode, label: t(`modes.${mode}`) }))}
      />
      <TextField
        {...field('intervalCount')}
        type="number"
        defaultValue={present?.intervalCount ?? undefined}
        {...(isNew ? { placeholder: t('asPlan') } : {})}
      />
      <SelectField
        {...field('intervalUnit')}
        defaultValue={present?.intervalUnit ?? undefined}
        placeholder={isNew ? t('asPlan') : t('once')}
        options={intervalUnits.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
      />
    </div>
  );
}
