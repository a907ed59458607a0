'use client';

import { useTranslations } from 'next-intl';
import { SelectField } from '@/app/_forms/choice-fields';
import type { FormChoices } from './form-choices';

type WaitsForFieldProps = {
  others: FormChoices['others'];
  present?: number | null | undefined;
  /** A charged service can no longer wait; its existing setting stays. */
  canWait: boolean;
};

/** Another service that must become active first. */
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
