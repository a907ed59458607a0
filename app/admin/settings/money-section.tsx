'use client';

import { useTranslations } from 'next-intl';
import { namedFields } from '@/app/_forms/named-fields';
import { MoneyField } from '@/app/_forms/text-fields';
import { Part } from './part';

export type MoneySettings = {
  currency: string;
  minimumBalanceMinor: string;
  topUpMinMinor: string;
  topUpMaxMinor: string;
  fourEyesAboveMinor: string;
};

/** Limits of wallets and top-ups, and the amount above which a second person must confirm. */
export function MoneySection({ values }: { values: MoneySettings }) {
  const t = useTranslations('admin-settings');
  const field = namedFields(t);
  const { currency } = values;
  return (
    <Part title={t('money')}>
      <MoneyField
        {...field('minimumBalanceMinor')}
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
        {...field('topUpMinMinor')}
        required
        currency={currency}
        defaultValue={values.topUpMinMinor}
      />
      <MoneyField
        {...field('topUpMaxMinor')}
        required
        currency={currency}
        defaultValue={values.topUpMaxMinor}
      />
    </Part>
  );
}
