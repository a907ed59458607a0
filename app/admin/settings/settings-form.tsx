'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { CheckboxField, RadioCards } from '@/app/_forms/choice-fields';
import { ComboField } from '@/app/_forms/combo-field';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { MoneyField, TextField } from '@/app/_forms/text-fields';
import { Card } from '@/app/_ui/card';
import { type TaxMode, taxModes } from '@/lib/kit/words';
import { changeSettingsAction } from './actions';

interface Values {
  operatorName: string;
  supportContact: string;
  currency: string;
  timeZone: string;
  taxMode: TaxMode;
  minimumBalanceMinor: string;
  topUpMinMinor: string;
  topUpMaxMinor: string;
  fourEyesAboveMinor: string;
  selfSignUp: boolean;
  sellsAhead: boolean;
  disputeStopsServices: boolean;
  mapTileUrl: string;
}

interface SettingsFormProps {
  values: Values;
  currencies: { value: string; label: string }[];
  timeZones: { value: string; label: string }[];
  mayWrite: boolean;
}

/** All settings in one form, so that they are checked together. */
export function SettingsForm({ values, currencies, timeZones, mayWrite }: SettingsFormProps) {
  const t = useTranslations('admin-settings');
  return (
    <Form action={changeSettingsAction} label={t('title')} className="gap-5">
      {/* Without the right to change them the fields can be read, not used. */}
      <fieldset disabled={!mayWrite} className="contents">
        <Part title={t('operator')}>
          <TextField
            name="operatorName"
            label={t('operatorName')}
            hint={t('operatorNameHint')}
            required
            maxLength={120}
            defaultValue={values.operatorName}
            autoComplete="organization"
          />
          <TextField
            name="supportContact"
            label={t('supportContact')}
            hint={t('supportContactHint')}
            maxLength={300}
            defaultValue={values.supportContact}
          />
        </Part>
        <Part title={t('place')}>
          <ComboField
            name="currency"
            label={t('currency')}
            hint={t('currencyHint')}
            required
            options={currencies}
            defaultValue={values.currency}
          />
          <ComboField
            name="timeZone"
            label={t('timeZone')}
            hint={t('timeZoneHint')}
            required
            options={timeZones}
            defaultValue={values.timeZone}
          />
          <RadioCards
            name="taxMode"
            label={t('taxMode')}
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
        <MoneyPart values={values} />
        <Part title={t('portal')}>
          <CheckboxField
            name="selfSignUp"
            look="switch"
            label={t('selfSignUp')}
            hint={t('selfSignUpHint')}
            defaultChecked={values.selfSignUp}
          />
          <CheckboxField
            name="sellsAhead"
            look="switch"
            label={t('sellsAhead')}
            hint={t('sellsAheadHint')}
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
      {mayWrite && <SubmitButton className="self-start">{t('save')}</SubmitButton>}
    </Form>
  );
}

function MoneyPart({ values }: { values: Values }) {
  const t = useTranslations('admin-settings');
  const { currency } = values;
  return (
    <Part title={t('money')}>
      <MoneyField
        name="minimumBalanceMinor"
        label={t('minimumBalance')}
        hint={t('minimumBalanceHint')}
        required
        currency={currency}
        defaultValue={values.minimumBalanceMinor}
      />
      <MoneyField
        name="fourEyesAboveMinor"
        label={t('fourEyes')}
        hint={t('fourEyesHint')}
        currency={currency}
        defaultValue={values.fourEyesAboveMinor}
      />
      <MoneyField
        name="topUpMinMinor"
        label={t('topUpMin')}
        required
        currency={currency}
        defaultValue={values.topUpMinMinor}
      />
      <MoneyField
        name="topUpMaxMinor"
        label={t('topUpMax')}
        required
        currency={currency}
        defaultValue={values.topUpMaxMinor}
      />
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card title={title}>
      <div className="grid gap-4 sm:grid-cols-2">{children}</div>
    </Card>
  );
}
