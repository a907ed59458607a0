'use client';

import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { CheckboxField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogActions, DialogClose } from '@/app/_ui/dialog';
import { IconButton } from '@/app/_ui/icon-button';
import { editDocument } from '../document-actions';

interface DocumentEditProps {
  documentId: string;
  name: string;
  visibleToCustomer: boolean;
}

export function DocumentEdit({ documentId, name, visibleToCustomer }: DocumentEditProps) {
  const t = useTranslations('admin-customers.documents');
  const ui = useTranslations('ui');
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<IconButton label={t('edit', { name })} icon={<Pencil aria-hidden />} />}
      title={t('editTitle')}
    >
      <Form action={editDocument} label={t('editTitle')} onSuccess={() => setOpen(false)}>
        <input type="hidden" name="documentId" value={documentId} />
        <TextField name="name" label={t('name')} defaultValue={name} maxLength={120} required />
        <CheckboxField
          name="visibleToCustomer"
          label={t('showIt')}
          hint={t('showHint')}
          defaultChecked={visibleToCustomer}
        />
        <DialogActions>
          <DialogClose>
            <Button>{ui('cancel')}</Button>
          </DialogClose>
          <SubmitButton>{t('save')}</SubmitButton>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
