'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { RadioCards } from '@/app/_forms/choice-fields';
import { FormDialog } from '@/app/_forms/form-dialog';
import { namedFields } from '@/app/_forms/named-fields';
import { MoneyField, TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { adjust } from '../actions';

type AdjustDialogProps = {
  customerId: number;
  currency: string;
  /** The idempotency key: one intent, one movement. */
  children: ReactNode;
};

/** A manual credit, cash payment or debit, always with a reason. */
export function AdjustDialog({ customerId, currency, children }: AdjustDialogProps) {
  const t = useTranslations('admin-customers.money');
  const field = namedFields(t);
  const customers = useTranslations('admin-customers');
  const customersField = namedFields(customers);
  return (
    <FormDialog
      trigger={<Button>{t('adjust')}</Button>}
      title={t('adjustTitle')}
      description={t('adjustDescription')}
      action={adjust}
      submit={t('submit')}
    >
      {children}
      <input type="hidden" name="customerId" value={customerId} />
      <RadioCards
        {...field('direction')}
        defaultValue="credit"
        options={(['credit', 'cash', 'debit'] as const).map((value) => ({
          value,
          label: t(value),
          hint: t(`${value}Hint`),
        }))}
        required
      />
      <MoneyField {...field('amountMinor')} currency={currency} required />
      <TextField {...customersField('reason')} required maxLength={500} />
    </FormDialog>
  );
}
