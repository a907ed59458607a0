'use client';

import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { CheckboxField } from '@/app/_forms/choice-fields';
import { FormDialog } from '@/app/_forms/form-dialog';
import { namedFields } from '@/app/_forms/named-fields';
import { TextField } from '@/app/_forms/text-fields';
import { IconButton } from '@/app/_ui/icon-button';
import { editDocument } from '../document-actions';

type DocumentEditProps = {
  documentId: string;
  name: string;
  visibleToCustomer: boolean;
};

export function DocumentEdit({ documentId, name, visibleToCustomer }: DocumentEditProps) {
  const t = useTranslations('admin-customers.documents');
  const field = namedFields(t);
  return (
    <FormDialog
      trigger={<IconButton label={t('edit', { name })} icon={<Pencil aria-hidden />} />}
      title={t('editTitle')}
      action={editDocument}
      submit={t('save')}
    >
      <input type="hidden" name="documentId" value={documentId} />
      <TextField {...field('name')} defaultValue={name} maxLength={120} required />
      <CheckboxField
        name="visibleToCustomer"
        label={t('showIt')}
        hint={t('showHint')}
        defaultChecked={visibleToCustomer}
      />
    </FormDialog>
  );
}
