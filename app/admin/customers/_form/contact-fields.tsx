'use client';

import { useTranslations } from 'next-intl';
import { SelectField } from '@/app/_forms/choice-fields';
import { ComboField } from '@/app/_forms/combo-field';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';

export type ContactValues = {
  name?: string;
  email?: string | null;
  phone?: string | null;
  siteId?: number | null;
  language?: string | null;
  timeZone?: string | null;
};

type ContactFieldsProps = {
  values?: ContactValues;
  sites: readonly { siteId: number; name: string }[];
  languages: readonly string[];
  timeZones: readonly string[];
};

/** Name and contact details of a customer, in both the new and the edit form. */
export function ContactFields({ values = {}, sites, languages, timeZones }: ContactFieldsProps) {
  const t = useTranslations('admin-customers.field');
  const field = namedFields(t);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        {...field('name')}
        defaultValue={values.name}
        required
        maxLength={200}
        autoComplete="off"
        className="sm:col-span-2"
      />
      <TextField
        {...field('email')}
        type="email"
        defaultValue={values.email ?? undefined}
        autoComplete="off"
      />
      <TextField
        {...field('phone')}
        type="tel"
        defaultValue={values.phone ?? undefined}
        autoComplete="off"
      />
      <SelectField
        {...field('siteId')}
        placeholder={t('noSite')}
        defaultValue={values.siteId?.toString()}
        options={sites.map(({ siteId, name }) => ({ value: String(siteId), label: name }))}
      />
      <SelectField
        {...field('language')}
        placeholder={t('sameAsOperator')}
        defaultValue={values.language ?? undefined}
        options={languages.map((tag) => ({ value: tag, label: languageName(tag) }))}
      />
      <ComboField
        {...field('timeZone')}
        placeholder={t('sameAsOperator')}
        defaultValue={values.timeZone ?? undefined}
        options={timeZones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
      />
    </div>
  );
}

/** A language in its own name, as its readers look for it. */
function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}
