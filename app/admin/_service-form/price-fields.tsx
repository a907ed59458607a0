'use client';

import { useTranslations } from 'next-intl';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { DateField, MoneyField, TextField } from '@/app/_forms/text-fields';
import { discountKinds } from '@/lib/kit/words';
import type { FormValues } from './form-values';

interface PriceFieldsProps {
  values: FormValues;
  currency: string;
  today: string;
  /** The item's own price in words, when it is known. */
  itemPrice?: string | undefined;
}

/** Text, amount, price and dates. */
export function PriceFields({ values, currency, today, itemPrice }: PriceFieldsProps) {
  const t = useTranslations('admin-services.form');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        name="description"
        label={t('description')}
        hint={t('descriptionHint')}
        defaultValue={values.description}
        maxLength={300}
        className="sm:col-span-2"
      />
      <TextField
        name="quantity"
        type="number"
        label={t('quantity')}
        defaultValue={values.quantity ?? 1}
        required
      />
      <TextField
        name="unit"
        label={t('unit')}
        hint={t('unitHint')}
        defaultValue={values.unit}
        maxLength={30}
      />
      <MoneyField
        name="customPriceMinor"
        label={t('customPrice')}
        currency={currency}
        hint={
          itemPrice === undefined
            ? t('customPriceHint')
            : t('customPriceOver', { price: itemPrice })
        }
        defaultValue={values.customPrice}
      />
      <TextField
        name="priority"
        type="number"
        label={t('priority')}
        hint={t('priorityHint')}
        defaultValue={values.priority ?? 100}
        required
      />
      <DateField
        name="startDate"
        label={t('startDate')}
        hint={t('startDateHint')}
        defaultValue={values.startDate ?? today}
        required
      />
      <DateField
        name="endDate"
        label={t('endDate')}
        hint={t('endDateHint')}
        defaultValue={values.endDate}
      />
    </div>
  );
}

export function DiscountFields({ values }: { values: FormValues }) {
  const t = useTranslations('admin-services.form');
  return (
    <RepeatRows
      name="discounts"
      label={t('discounts')}
      hint={t('discountsHint')}
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
