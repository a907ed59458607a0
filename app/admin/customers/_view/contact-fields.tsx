'use client';

import { useTranslations } from 'next-intl';
import { SelectField } from '@/app/_forms/choice-fields';
import { ComboField } from '@/app/_forms/combo-field';
import { TextField } from '@/app/_forms/text-fields';

export interface ContactValues {
  name?: string;
  email?: string | null;
  phone?: string | null;
  siteId?: number | null;
  language?: string | null;
  timeZone?: string | null;
}

interface ContactFieldsProps {
  values?: ContactValues;
  sites: readonly { siteId: number; name: string }[];
  languages: readonly string[];
  timeZones: readonly string[];
}

/** Who a customer is and how to reach them; the same in the new and in the edit form. */
export function ContactFields({ values = {}, sites, languages, timeZones }: ContactFieldsProps) {
  const t = useTranslations('admin-customers.field');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        name="name"
        label={t('name')}
        hint={t('nameHint')}
        defaultValue={values.name}
        required
        maxLength={200}
        autoComplete="off"
        className="sm:col-span-2"
      />
      <TextField
        name="email"
        type="email"
        label={t('email')}
        hint={t('emailHint')}
        defaultValue={values.email ?? undefined}
        autoComplete="off"
      />
      <TextField
        name="phone"
        type="tel"
        label={t('phone')}
        defaultValue={values.phone ?? undefined}
        autoComplete="off"
      />
      <SelectField
        name="siteId"
        label={t('site')}
        hint={t('siteHint')}
        placeholder={t('noSite')}
        defaultValue={values.siteId?.toString()}
        options={sites.map(({ siteId, name }) => ({ value: String(siteId), label: name }))}
      />
      <SelectField
        name="language"
        label={t('language')}
        placeholder={t('sameAsOperator')}
        defaultValue={values.language ?? undefined}
        options={languages.map((tag) => ({ value: tag, label: languageName(tag) }))}
      />
      <ComboField
        name="timeZone"
        label={t('timeZone')}
        hint={t('timeZoneHint')}
        placeholder={t('sameAsOperator')}
        defaultValue={values.timeZone ?? undefined}
        options={timeZones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
      />
    </div>
  );
}

/** A language in its own words, as the person who reads it looks for it. */
function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}
