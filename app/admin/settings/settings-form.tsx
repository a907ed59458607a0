'use client';

import { useTranslations } from 'next-intl';
import { CheckboxField, RadioCards } from '@/app/_forms/choice-fields';
import { ComboField } from '@/app/_forms/combo-field';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { type TaxMode, taxModes } from '@/lib/kit/words';
import { changeSettingsAction } from './actions';
import { MoneySection, type MoneySettings } from './money-section';
import { Part } from './part';
import { SaveSettings } from './save-settings';

type Values = MoneySettings & {
  operatorName: string;
  supportContact: string;
  timeZone: string;
  taxMode: TaxMode;
  selfSignUp: boolean;
  sellsAhead: boolean;
  disputeStopsServices: boolean;
  mapTileUrl: string;
};

type SettingsFormProps = {
  values: Values;
  currencies: { value: string; label: string }[];
  timeZones: { value: string; label: string }[];
  mayWrite: boolean;
};

/** All settings in one form, so that they are validated together. */
export function SettingsForm({ values, currencies, timeZones, mayWrite }: SettingsFormProps) {
  const t = useTranslations('admin-settings');
  const field = namedFields(t);
  return (
    <Form action={changeSettingsAction} label={t('title')} className="gap-5">
      {/* Without the right to change them the fields are read-only. */}
      <fieldset disabled={!mayWrite} className="contents">
        <Part title={t('operator')}>
          <TextField
            {...field('operatorName')}
            required
            maxLength={120}
            defaultValue={values.operatorName}
            autoComplete="organization"
          />
          <TextField
            {...field('supportContact')}
            maxLength={300}
            defaultValue={values.supportContact}
          />
        </Part>
        <Part title={t('place')}>
          <ComboField
            {...field('currency')}
            required
            options={currencies}
            defaultValue={values.currency}
          />
          <ComboField
            {...field('timeZone')}
            required
            options={timeZones}
            defaultValue={values.timeZone}
          />
          <RadioCards
            {...field('taxMode')}
            required
            defaultValue={values.taxMode}
            className="sm:col-span-2"
            options={taxModes.map((mode) => ({
              value: mode,
              label: t(`taxModes.${mode}`),
              hint: t(`taxModeHints.${mode}`),
            }))}
          />
        </Part>
        <MoneySection values={values} />
        <Part title={t('portal')}>
          <CheckboxField
            {...field('selfSignUp')}
            look="switch"
            defaultChecked={values.selfSignUp}
          />
          <CheckboxField
            {...field('sellsAhead')}
            look="switch"
            defaultChecked={values.sellsAhead}
          />
          <CheckboxField
            name="disputeStopsServices"
            look="switch"
            label={t('disputeStops')}
            hint={t('disputeStopsHint')}
            defaultChecked={values.disputeStopsServices}
          />
        </Part>
        <Part title={t('map')}>
          <TextField
            name="mapTileUrl"
            label={t('mapTiles')}
            hint={t('mapTilesHint')}
            defaultValue={values.mapTileUrl}
            inputMode="url"
            spellCheck={false}
            className="sm:col-span-2"
          />
        </Part>
      </fieldset>
      {mayWrite && <SaveSettings />}
    </Form>
  );
}
