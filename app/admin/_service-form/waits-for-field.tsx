'use client';

import { useTranslations } from 'next-intl';
import { SelectField } from '@/app/_forms/choice-fields';
import type { FormChoices } from './form-choices';

type WaitsForFieldProps = {
  others: FormChoices['others'];
  present?: number | null | undefined;
  /** What was charged cannot wait any more; its history of waiting stays as it is. */
  canWait: boolean;
};

/** Another service that must be active before this one begins. */
export function WaitsForField({ others, present, canWait }: WaitsForFieldProps) {
  const t = useTranslations('admin-services.form');
  if (!canWait)
    return <input type="hidden" name="waitsForServiceId" value={present?.toString() ?? ''} />;
  if (others.length === 0) return null;
  return (
    <SelectField
      name="waitsForServiceId"
      label={t('waitsFor')}
      hint={t('waitsForHint')}
      placeholder={t('waitsForNone')}
      defaultValue={present?.toString()}
      options={others.map((other) => ({ value: String(other.serviceId), label: other.label }))}
    />
  );
}
