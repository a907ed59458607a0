'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { RadioCards, type RadioOption } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogActions, DialogClose } from '@/app/_ui/dialog';
import { showToast } from '@/app/_ui/toasts';
import { changeStatus } from '../actions';

interface StatusDialogProps {
  customerId: number;
  name: string;
  options: readonly RadioOption[];
}

export function StatusDialog({ customerId, name, options }: StatusDialogProps) {
  const t = useTranslations('admin-customers');
  const ui = useTranslations('ui');
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>{t('statusChange.open')}</Button>}
      title={t('statusChange.title', { name })}
      description={t('statusChange.description')}
    >
      <Form
        action={changeStatus}
        label={t('statusChange.open')}
        onSuccess={({ message }) => {
          setOpen(false);
          if (message !== undefined) showToast({ title: message, tone: 'positive' });
        }}
      >
        <input type="hidden" name="customerId" value={customerId} />
        <RadioCards name="status" label={t('statusChange.to')} options={options} required />
        <TextField name="reason" label={t('reason')} hint={t('reasonHint')} maxLength={500} />
        <DialogActions>
          <DialogClose>
            <Button>{ui('cancel')}</Button>
          </DialogClose>
          <SubmitButton>{t('statusChange.submit')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
