'use client';

import { useTranslations } from 'next-intl';
import { SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { type CapAction, capActions, capDirections } from '@/lib/kit/words';
import type { ItemValues } from './item-values';
import type { LiveValues, SetLive } from './live-values';
import { Section } from './section';

type NetworkSectionProps = {
  values: ItemValues;
  live: LiveValues;
  setLive: SetLive;
};

/** Speed and data of a plan. Fields that require a data limit appear only with one. */
export function NetworkSection({ values, live, setLive }: NetworkSectionProps) {
  const t = useTranslations('admin-catalogue.form');
  const field = namedFields(t);
  return (
    <>
      <Section title={t('speed')} description={t('speedHint')}>
        <Speed {...field('downBitsPerSecond')} value={values.downBitsPerSecond} />
        <Speed {...field('upBitsPerSecond')} value={values.upBitsPerSecond} />
        <Speed {...field('burstDownBitsPerSecond')} value={values.burstDownBitsPerSecond} />
        <Speed {...field('burstUpBitsPerSecond')} value={values.burstUpBitsPerSecond} />
        <TextField
          {...field('terms.burstSeconds')}
          type="number"
          suffix={t('seconds')}
          defaultValue={values.burstSeconds}
        />
        <TextField {...field('terms.priority')} type="number" defaultValue={values.priority} />
        <TextField
          {...field('terms.routerProfile')}
          defaultValue={values.routerProfile}
          autoComplete="off"
          spellCheck={false}
          className="sm:col-span-2"
        />
      </Section>
      <Section title={t('data')}>
        <TextField
          {...field('terms.dataLimitBytes')}
          type="number"
          suffix="GB"
          defaultValue={values.dataLimitBytes}
          onChange={(event) => setLive({ dataLimit: event.target.value })}
          className="sm:col-span-2"
        />
        {live.dataLimit.trim() === '' ? (
          <>
            <input type="hidden" name="terms.capDirection" value={values.capDirection} />
            <input type="hidden" name="terms.capAction" value="block" />
          </>
        ) : (
          <CapFields values={values} live={live} setLive={setLive} />
        )}
      </Section>
    </>
  );
}

function CapFields({ values, live, setLive }: NetworkSectionProps) {
  const t = useTranslations('admin-catalogue.form');
  const field = namedFields(t);
  return (
    <>
      <SelectField
        {...field('terms.capDirection')}
        required
        placeholder={false}
        defaultValue={values.capDirection}
        options={capDirections.map((way) => ({ value: way, label: t(`directions.${way}`) }))}
      />
      <TextField
        name="terms.rolloverPeriods"
        type="number"
        label={t('rollover')}
        hint={t('rolloverHint')}
        defaultValue={values.rolloverPeriods}
      />
      <TextField
        {...field('terms.bonusDataBytes')}
        type="number"
        suffix="GB"
        defaultValue={values.bonusDataBytes}
      />
      <SelectField
        {...field('terms.capAction')}
        required
        placeholder={false}
        defaultValue={values.capAction}
        onChange={(action) => setLive({ capAction: action as CapAction })}
        options={capActions.map((action) => ({ value: action, label: t(`capActions.${action}`) }))}
        className="sm:col-span-2"
      />
      {live.capAction === 'slow' && (
        <>
          <Speed
            {...field('slowDownBitsPerSecond')}
            value={values.slowDownBitsPerSecond}
            required
          />
          <Speed {...field('slowUpBitsPerSecond')} value={values.slowUpBitsPerSecond} />
        </>
      )}
    </>
  );
}

type SpeedProps = {
  name: string;
  label: string;
  hint?: string;
  value: string;
  required?: boolean;
};

function Speed({ name, label, hint, value, required = false }: SpeedProps) {
  return (
    <TextField
      name={`terms.${name}`}
      type="number"
      label={label}
      hint={hint}
      suffix="Mbit/s"
      required={required}
      defaultValue={value}
    />
  );
}
