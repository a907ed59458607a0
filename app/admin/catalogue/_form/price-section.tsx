'use client';

import { useTranslations } from 'next-intl';
import { CheckboxField, RadioCards, SelectField } from '@/app/_forms/choice-fields';
import { MoneyField, TextField } from '@/app/_forms/text-fields';
import {
  intervalUnits,
  planChangeMoments,
  type RecurrenceMode,
  recurrenceModes,
  type TaxMode,
} from '@/lib/kit/words';
import { CheckList } from './check-list';
import type { ItemValues } from './item-values';
import type { FormChoices, LiveValues, SetLive } from './live-values';
import { Section } from './section';

interface PriceSectionProps {
  values: ItemValues;
  live: LiveValues;
  setLive: SetLive;
  currency: string;
  taxMode: TaxMode;
}

/** What it costs, and how it renews. */
export function PriceSection({ values, live, setLive, currency, taxMode }: PriceSectionProps) {
  const t = useTranslations('admin-catalogue.form');
  return (
    <Section title={t('price')}>
      <MoneyField
        name="terms.unitPriceMinor"
        label={t('unitPrice')}
        required
        currency={currency}
        hint={t(`taxModes.${taxMode}`)}
        defaultValue={values.unitPriceMinor}
        onChange={(event) => setLive({ price: event.target.value })}
      />
      <TextField
        name="terms.taxRatePpm"
        type="number"
        label={t('taxRate')}
        suffix="%"
        defaultValue={values.taxRatePpm}
        onChange={(event) => setLive({ taxRate: event.target.value })}
      />
      <TextField
        name="terms.unit"
        label={t('unit')}
        hint={t('unitHint')}
        defaultValue={values.unit}
        maxLength={30}
      />
      <MoneyField
        name="terms.activationFeeMinor"
        label={t('activationFee')}
        hint={t('activationFeeHint')}
        currency={currency}
        defaultValue={values.activationFeeMinor}
        onChange={(event) => setLive({ fee: event.target.value })}
      />
      <RadioCards
        name="terms.recurrenceMode"
        label={t('recurrence')}
        required
        defaultValue={values.recurrenceMode}
        onChange={(mode) => setLive({ recurrenceMode: mode as RecurrenceMode })}
        className="sm:col-span-2"
        options={recurrenceModes.map((mode) => ({
          value: mode,
          label: t(`recurrenceModes.${mode}`),
          hint: t(`recurrenceHints.${mode}`),
        }))}
      />
      <IntervalFields values={values} live={live} setLive={setLive} />
    </Section>
  );
}

function IntervalFields({
  values,
  live,
  setLive,
}: Pick<PriceSectionProps, 'values' | 'live' | 'setLive'>) {
  const t = useTranslations('admin-catalogue.form');
  const isRecurring = live.recurrenceMode !== 'none';
  return (
    <>
      <SelectField
        name="terms.intervalUnit"
        label={t('intervalUnit')}
        required={isRecurring}
        defaultValue={values.intervalUnit}
        placeholder={isRecurring ? false : t('noInterval')}
        onChange={(unit) => setLive({ intervalUnit: unit as LiveValues['intervalUnit'] })}
        options={intervalUnits.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
      />
      {live.intervalUnit !== '' && (
        <TextField
          name="terms.intervalCount"
          type="number"
          label={t('intervalCount')}
          hint={t('intervalHint')}
          required
          defaultValue={values.intervalCount === '' ? '1' : values.intervalCount}
          onChange={(event) => setLive({ intervalCount: event.target.value })}
        />
      )}
    </>
  );
}

interface ChangesSectionProps {
  values: ItemValues;
  choices: FormChoices;
  currency: string;
  isPlan: boolean;
}

/** What a subscriber may do with a running service: change the plan, pause. */
export function ChangesSection({ values, choices, currency, isPlan }: ChangesSectionProps) {
  const t = useTranslations('admin-catalogue.form');
  return (
    <Section title={t('changes')} description={t('changesHint')}>
      <SelectField
        name="terms.changeMoment"
        label={t('changeMoment')}
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
      <CheckboxField
        name="terms.refundsUnused"
        label={t('refundsUnused')}
        hint={t('refundsUnusedHint')}
        defaultChecked={values.refundsUnused}
      />
      <CheckboxField
        name="terms.keepAnchor"
        label={t('keepAnchor')}
        hint={t('keepAnchorHint')}
        defaultChecked={values.keepAnchor}
      />
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
