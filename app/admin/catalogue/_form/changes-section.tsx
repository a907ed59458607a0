'use client';

import { useTranslations } from 'next-intl';
import { CheckboxField, SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { MoneyField, TextField } from '@/app/_forms/text-fields';
import { unusedMeasures } from '@/lib/kit/charge-words';
import { planChangeMoments } from '@/lib/kit/words';
import { CheckList } from './check-list';
import type { ItemValues } from './item-values';
import type { FormChoices } from './live-values';
import { Section } from './section';

type ChangesSectionProps = {
  values: ItemValues;
  choices: FormChoices;
  currency: string;
  isPlan: boolean;
};

/** Changes a subscriber may make to a running service: another plan, a pause. */
export function ChangesSection({ values, choices, currency, isPlan }: ChangesSectionProps) {
  const t = useTranslations('admin-catalogue.form');
  const field = namedFields(t);
  return (
    <Section title={t('changes')} description={t('changesHint')}>
      <SelectField
        {...field('terms.changeMoment')}
        required
        placeholder={false}
        defaultValue={values.changeMoment}
        options={planChangeMoments.map((moment) => ({
          value: moment,
          label: t(`moments.${moment}`),
        }))}
        className="sm:col-span-2"
      />
      <MoneyField
        name="terms.changeFeeUpMinor"
        label={t('feeUp')}
        currency={currency}
        defaultValue={values.changeFeeUpMinor}
      />
      <MoneyField
        name="terms.changeFeeDownMinor"
        label={t('feeDown')}
        currency={currency}
        defaultValue={values.changeFeeDownMinor}
      />
      <CheckboxField {...field('terms.refundsUnused')} defaultChecked={values.refundsUnused} />
      <SelectField
        {...field('terms.unusedBy')}
        required
        placeholder={false}
        defaultValue={values.unusedBy}
        options={unusedMeasures.map((measure) => ({
          value: measure,
          label: t(`unusedMeasures.${measure}`),
        }))}
      />
      <CheckboxField {...field('terms.keepAnchor')} defaultChecked={values.keepAnchor} />
      <TextField
        name="terms.graceDays"
        type="number"
        label={t('grace')}
        hint={t('graceHint')}
        defaultValue={values.graceDays}
      />
      <TextField
        name="terms.pausesPerYearMax"
        type="number"
        label={t('pauses')}
        hint={t('pausesHint')}
        defaultValue={values.pausesPerYearMax}
      />
      <TextField
        name="terms.pauseDaysMax"
        type="number"
        label={t('pauseDays')}
        defaultValue={values.pauseDaysMax}
      />
      {isPlan && choices.plans.length > 0 && (
        <CheckList
          name="targetItemIds"
          label={t('targets')}
          hint={t('targetsHint')}
          options={choices.plans}
          chosen={values.targetItemIds}
        />
      )}
    </Section>
  );
}
