'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { createCategoryAction } from './actions';

export function AddCategory() {
  const t = useTranslations('admin-catalogue.category');
  const field = namedFields(t);
  return (
    <Form action={createCategoryAction} label={t('add')} messageAt="bottom">
      <div className="flex flex-wrap items-end gap-2">
        <TextField
          {...field('name')}
          required
          maxLength={60}
          autoComplete="off"
          className="min-w-48 flex-1"
        />
        <SubmitButton icon={<Plus aria-hidden />}>{t('add')}</SubmitButton>
      </div>
    </Form>
  );
}
