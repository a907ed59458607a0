'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { RadioCards } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { MoneyField, TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogActions, DialogClose } from '@/app/_ui/dialog';
import { showToast } from '@/app/_ui/toasts';
import { adjust } from '../actions';

interface AdjustDialogProps {
  customerId: number;
  currency: string;
  /** The idempotency key: one intention, one movement. */
  children: ReactNode;
}

/** Credit, cash or debit by hand, always with a reason. */
export function AdjustDialog({ customerId, currency, children }: AdjustDialogProps) {
  const t = useTranslations('admin-customers.money');
  const customers = useTranslations('admin-customers');
  const ui = useTranslations('ui');
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>{t('adjust')}</Button>}
      title={t('adjustTitle')}
      description={t('adjustDescription')}
    >
      <Form
        action={adjust}
        label={t('adjustTitle')}
        onSuccess={({ message }) => {
          setOpen(false);
          if (message !== undefined) showToast({ title: message, tone: 'positive' });
        }}
      >
        {children}
        <input type="hidden" name="customerId" value={customerId} />
        <RadioCards
          name="direction"
          label={t('direction')}
          defaultValue="credit"
          options={(['credit', 'cash', 'debit'] as const).map((value) => ({
            value,
            label: t(value),
            hint: t(`${value}Hint`),
          }))}
          required
        />
        <MoneyField name="amountMinor" label={t('amount')} currency={currency} required />
        <TextField
          name="reason"
          label={customers('reason')}
          hint={customers('reasonHint')}
          required
          maxLength={500}
        />
        <DialogActions>
          <DialogClose>
            <Button>{ui('cancel')}</Button>
          </DialogClose>
          <SubmitButton>{t('submit')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
