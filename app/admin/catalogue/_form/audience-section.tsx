'use client';

import { useTranslations } from 'next-intl';
import { namedFields } from '@/app/_forms/named-fields';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { CheckList } from './check-list';
import { CustomerPicker } from './customer-picker';
import type { ItemValues } from './item-values';
import type { FormChoices } from './live-values';
import { Section } from './section';

/** Where the item is sold, and to whom. */
export function AudienceSection({ values, choices }: { values: ItemValues; choices: FormChoices }) {
  const t = useTranslations('admin-catalogue.form');
  const field = namedFields(t);
  const known = choices.labels.filter((label) => !values.labels.includes(label));
  return (
    <Section title={t('audience')} description={t('audienceHint')}>
      {choices.sites.length > 0 && (
        <CheckList
          name="siteIds"
          label={t('sites')}
          hint={t('sitesHint')}
          options={choices.sites}
          chosen={values.siteIds}
        />
      )}
      <div className="sm:col-span-2">
        <RepeatRows
          {...field('labels')}
          hint={known.length > 0 ? t('labelsKnown', { labels: known.join(', ') }) : t('labelsHint')}
          columns={[{ name: '', label: t('labelName') }]}
          defaultRows={values.labels.map((label) => ({ '': label }))}
          addLabel={t('addLabel')}
          maxRows={30}
        />
      </div>
      <CustomerPicker chosen={values.customers} />
    </Section>
  );
}
