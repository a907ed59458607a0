'use client';

import { useTranslations } from 'next-intl';
import { RadioCards, SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { TextArea, TextField } from '@/app/_forms/text-fields';
import { type ItemKind, itemKinds } from '@/lib/kit/words';
import type { ItemValues } from './item-values';
import type { FormChoices, SetLive } from './live-values';
import { Section } from './section';

type BasicsSectionProps = {
  values: ItemValues;
  choices: FormChoices;
  setLive: SetLive;
  isNew: boolean;
};

/** Name, kind, category, texts and specification. */
export function BasicsSection({ values, choices, setLive, isNew }: BasicsSectionProps) {
  const t = useTranslations('admin-catalogue.form');
  const field = namedFields(t);
  return (
    <Section title={t('basics')}>
      <TextField
        {...field('name')}
        required
        maxLength={120}
        defaultValue={values.name}
        className="sm:col-span-2"
        autoComplete="off"
      />
      {isNew && (
        <RadioCards
          {...field('kind')}
          required
          defaultValue={values.kind}
          onChange={(kind) => setLive({ kind: kind as ItemKind })}
          className="sm:col-span-2"
          options={itemKinds.map((kind) => ({
            value: kind,
            label: t(`kinds.${kind}`),
            hint: t(`kindHints.${kind}`),
          }))}
        />
      )}
      <SelectField
        {...field('categoryId')}
        defaultValue={values.categoryId}
        placeholder={t('noCategory')}
        options={choices.categories}
      />
      {isNew ? (
        <SelectField
          {...field('status')}
          required
          placeholder={false}
          defaultValue="draft"
          options={[
            { value: 'draft', label: t('statuses.draft') },
            { value: 'active', label: t('statuses.active') },
          ]}
        />
      ) : (
        <span className="hidden sm:block" />
      )}
      <TextArea
        {...field('terms.description')}
        defaultValue={values.description}
        rows={3}
        className="sm:col-span-2"
      />
      <div className="sm:col-span-2">
        <RepeatRows
          {...field('terms.specification')}
          columns={[
            { name: 'label', label: t('specLabel') },
            { name: 'value', label: t('specValue'), grow: 2 },
          ]}
          defaultRows={values.specification}
          addLabel={t('addSpecification')}
          maxRows={40}
        />
      </div>
      <TextArea
        {...field('terms.specificationText')}
        defaultValue={values.specificationText}
        rows={2}
        className="sm:col-span-2"
      />
    </Section>
  );
}
