'use client';

import { useTranslations } from 'next-intl';
import { RadioCards, type RadioOption } from '@/app/_forms/choice-fields';
import { FormDialog } from '@/app/_forms/form-dialog';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { changeStatus } from '../actions';

type StatusDialogProps = {
  customerId: number;
  name: string;
  options: readonly RadioOption[];
};

export function StatusDialog({ customerId, name, options }: StatusDialogProps) {
  const t = useTranslations('admin-customers');
  const field = namedFields(t);
  return (
    <FormDialog
      trigger={<Button>{t('statusChange.open')}</Button>}
      title={t('statusChange.title', { name })}
      description={t('statusChange.description')}
      action={changeStatus}
      submit={t('statusChange.submit')}
    >
      <input type="hidden" name="customerId" value={customerId} />
      <RadioCards name="status" label={t('statusChange.to')} options={options} required />
      <TextField {...field('reason')} maxLength={500} />
    </FormDialog>
  );
}
