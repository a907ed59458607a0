'use client';

import { useTranslations } from 'next-intl';
import { namedFields } from '@/app/_forms/named-fields';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { DateField, MoneyField, TextField } from '@/app/_forms/text-fields';
import { discountKinds } from '@/lib/kit/words';
import type { FormValues } from './form-values';

type PriceFieldsProps = {
  values: FormValues;
  currency: string;
  today: string;
  /** The item's own price as text, when known. */
  itemPrice?: string | undefined;
};

/** Text, amount, price and dates. */
export function PriceFields({ values, currency, today, itemPrice }: PriceFieldsProps) {
  const t = useTranslations('admin-services.form');
  const field = namedFields(t);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        {...field('description')}
        defaultValue={values.description}
        maxLength={300}
        className="sm:col-span-2"
      />
      <TextField
        {...field('quantity')}
        type="number"
        defaultValue={values.quantity ?? 1}
        required
      />
      <TextField {...field('unit')} defaultValue={values.unit} maxLength={30} />
      <MoneyField
        {...field('customPriceMinor')}
        currency={currency}
        hint={
          itemPrice === undefined
            ? t('customPriceHint')
            : t('customPriceOver', { price: itemPrice })
        }
        defaultValue={values.customPrice}
      />
      <TextField
        {...field('priority')}
        type="number"
        defaultValue={values.priority ?? 100}
        required
      />
      <DateField {...field('startDate')} defaultValue={values.startDate ?? today} required />
      <DateField {...field('endDate')} defaultValue={values.endDate} />
    </div>
  );
}

export function DiscountFields({ values }: { values: FormValues }) {
  const t = useTranslations('admin-services.form');
  const field = namedFields(t);
  return (
    <RepeatRows
      {...field('discounts')}
      addLabel={t('addDiscount')}
      maxRows={20}
      defaultRows={values.discounts ?? []}
      columns={[
        {
          name: 'kind',
          label: t('discountKind'),
          type: 'select',
          options: discountKinds.map((kind) => ({
            value: kind,
            label: t(`discountKinds.${kind}`),
          })),
        },
        { name: 'value', label: t('discountValue'), type: 'number' },
        { name: 'startDate', label: t('discountStart'), type: 'date', grow: 2 },
        { name: 'endDate', label: t('discountEnd'), type: 'date', grow: 2 },
        { name: 'text', label: t('discountText'), grow: 2 },
        { name: 'stackable', label: t('discountStackable'), type: 'checkbox' },
      ]}
    />
  );
}
