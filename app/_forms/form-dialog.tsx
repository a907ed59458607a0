'use client';

import { useTranslations } from 'next-intl';
import { type ReactElement, type ReactNode, useState } from 'react';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogActions, DialogClose } from '@/app/_ui/dialog';
import { showToast } from '@/app/_ui/toasts';
import { Form } from './form';
import type { FormAction } from './form-state';
import { SubmitButton } from './submit-button';

export type FormDialogProps = {
  /** A button element. */
  trigger: ReactElement;
  title: string;
  description?: string;
  size?: 'sm';
  action: FormAction;
  submit: string;
  /** The fields. */
  children: ReactNode;
};

/** A short form behind a button; closes on success and shows the result. */
export function FormDialog({ action, submit, children, ...dialog }: FormDialogProps) {
  const t = useTranslations('ui');
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen} {...dialog}>
      <Form
        action={action}
        label={dialog.title}
        onSuccess={({ message }) => {
          setOpen(false);
          if (message !== undefined) showToast({ title: message, tone: 'positive' });
        }}
      >
        {children}
        <DialogActions>
          <DialogClose>
            <Button>{t('cancel')}</Button>
          </DialogClose>
          <SubmitButton>{submit}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
