'use client';

import { useTranslations } from 'next-intl';
import { CheckboxField, RadioCards } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { PasswordField } from '@/app/_forms/password-field';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { ContactFields } from '../_form/contact-fields';
import { createCustomerAction } from './actions';

type NewCustomerFormProps = {
  sites: readonly { siteId: number; name: string }[];
  languages: readonly string[];
  timeZones: readonly string[];
  labels: readonly string[];
};

export function NewCustomerForm({ labels, ...choices }: NewCustomerFormProps) {
  const t = useTranslations('admin-customers');
  const newField = namedFields(t, 'new');
  const field = namedFields(t, 'field');
  const columnField = namedFields(t, 'column');
  return (
    <Form action={createCustomerAction} label={t('new.title')} className="max-w-3xl gap-5">
      <Card title={t('new.who')}>
        <ContactFields {...choices} />
      </Card>
      <Card title={t('new.how')}>
        <div className="flex flex-col gap-4">
          <RadioCards
            {...columnField('status')}
            defaultValue="active"
            options={(['active', 'new'] as const).map((value) => ({
              value,
              label: t(`status.${value}`),
              hint: t(`new.statusHint.${value}`),
            }))}
            required
          />
          <TextField
            {...columnField('labels')}
            hint={
              labels.length === 0
                ? t('field.labelsHint')
                : t('field.labelsInUse', { labels: labels.slice(0, 12).join(', ') })
            }
            autoComplete="off"
          />
          <PasswordField {...field('servicePassword')} autoComplete="off" />
          <CheckboxField {...newField('invite')} />
        </div>
      </Card>
      <div className="flex flex-wrap gap-2">
        <SubmitButton size="lg">{t('new.submit')}</SubmitButton>
        <LinkButton href="/admin/customers" size="lg" variant="ghost">
          {t('back')}
        </LinkButton>
      </div>
    </Form>
  );
}
