'use client';

import { useTranslations } from 'next-intl';
import { RadioCards, SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { MoneyField, TextField } from '@/app/_forms/text-fields';
import { intervalUnits, type RecurrenceMode, recurrenceModes, type TaxMode } from '@/lib/kit/words';
import type { ItemValues } from './item-values';
import type { LiveValues, SetLive } from './live-values';
import { Section } from './section';

type PriceSectionProps = {
  values: ItemValues;
  live: LiveValues;
  setLive: SetLive;
  currency: string;
  taxMode: TaxMode;
};

/** The price, and how the item renews. */
export function PriceSection({ values, live, setLive, currency, taxMode }: PriceSectionProps) {
  const t = useTranslations('admin-catalogue.form');
  const field = namedFields(t);
  return (
    <Section title={t('price')}>
      <MoneyField
        {...field('terms.unitPriceMinor')}
        required
        currency={currency}
        hint={t(`taxModes.${taxMode}`)}
        defaultValue={values.unitPriceMinor}
        onChange={(event) => setLive({ price: event.target.value })}
      />
      <TextField
        {...field('terms.taxRatePpm')}
        type="number"
        suffix="%"
        defaultValue={values.taxRatePpm}
        onChange={(event) => setLive({ taxRate: event.target.value })}
      />
      <TextField {...field('terms.unit')} defaultValue={values.unit} maxLength={30} />
      <MoneyField
        {...field('terms.activationFeeMinor')}
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
  const field = namedFields(t);
  const isRecurring = live.recurrenceMode !== 'none';
  return (
    <>
      <SelectField
        {...field('terms.intervalUnit')}
        required={isRecurring}
        defaultValue={values.intervalUnit}
        placeholder={isRecurring ? false : t('noInterval')}
        onChange={(unit) => setLive({ intervalUnit: unit as LiveValues['intervalUnit'] })}
        options={intervalUnits.map((unit) => ({ value: unit, label: t(`units.${unit}`) }))}
      />
      {live.intervalUnit !== '' && (
        <TextField
          {...field('terms.intervalCount')}
          type="number"
          hint={t('intervalHint')}
          required
          defaultValue={values.intervalCount === '' ? '1' : values.intervalCount}
          onChange={(event) => setLive({ intervalCount: event.target.value })}
        />
      )}
    </>
  );
}
