'use client';

import { useTranslations } from 'next-intl';
import { SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import type { FormChoices } from './form-choices';
import type { FormValues } from './form-values';

/** Where the service is. */
export function PlaceFields({
  values,
  sites,
}: {
  values: FormValues;
  sites: FormChoices['sites'];
}) {
  const t = useTranslations('admin-services.form');
  const field = namedFields(t);
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <SelectField
        {...field('siteId')}
        placeholder={t('siteOfCustomer')}
        defaultValue={values.siteId?.toString()}
        options={sites.map(({ siteId, name }) => ({ value: String(siteId), label: name }))}
      />
      <TextField
        {...field('latitude')}
        type="number"
        defaultValue={values.latitude ?? undefined}
        placeholder="51.5040"
      />
      <TextField
        {...field('longitude')}
        type="number"
        defaultValue={values.longitude ?? undefined}
        placeholder="-0.0760"
      />
    </div>
  );
}
