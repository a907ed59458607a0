import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Card } from '@/app/_ui/card';
import type { PoolView } from '@/lib/network/pool-view';

type PoolFormProps = {
  action: FormAction;
  pool?: PoolView;
  /** Network and router of a new pool, or the hidden id of an existing one. */
  children: ReactNode;
};

/** Name and range of a pool. */
export async function PoolForm({ action, pool, children }: PoolFormProps) {
  const t = await getTranslations('admin-addresses.pool');
  const field = namedFields(t);
  return (
    <Form action={action} label={pool ? t('edit') : t('new')} className="gap-5">
      <Card>
        <div className="grid gap-4 sm:grid-cols-2">
          {children}
          <TextField
            {...field('name')}
            defaultValue={pool?.name}
            required
            maxLength={40}
            autoComplete="off"
            spellCheck={false}
            className="sm:col-span-2"
          />
          <TextField
            name="firstAddress"
            label={t('first')}
            defaultValue={pool?.firstAddress}
            required
            inputMode="decimal"
            autoComplete="off"
          />
          <TextField
            name="lastAddress"
            label={t('last')}
            defaultValue={pool?.lastAddress}
            required
            inputMode="decimal"
            autoComplete="off"
          />
        </div>
      </Card>
      <div>
        <SubmitButton>{pool ? t('save') : t('create')}</SubmitButton>
      </div>
    </Form>
  );
}
