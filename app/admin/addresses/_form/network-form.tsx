'use client';

import { useTranslations } from 'next-intl';
import { RadioCards, SelectField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { Card } from '@/app/_ui/card';
import { type NetworkUsage, networkUsages } from '@/lib/kit/words';
import { CidrField } from './cidr-field';

export type NetworkFormValues = {
  networkId: number;
  name: string;
  cidr: string;
  usage: NetworkUsage;
  siteId: number | null;
  routerId: number | null;
  gateway: string | null;
  reservations: readonly { first: string; last: string; note: string }[];
};

type NetworkFormProps = {
  action: FormAction;
  sites: readonly { siteId: number; name: string }[];
  routers: readonly { routerId: number; name: string }[];
  /** The network being edited; absent for a new one. */
  values?: NetworkFormValues;
};

/** The form of a network, new or existing. */
export function NetworkForm({ action, sites, routers, values }: NetworkFormProps) {
  const t = useTranslations('admin-addresses');
  const field = namedFields(t, 'form');
  return (
    <Form action={action} label={values ? t('form.edit') : t('form.new')} className="gap-5">
      {values && <input type="hidden" name="networkId" value={values.networkId} />}
      <Card title={t('form.what')}>
        <div className="flex flex-col gap-4">
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              {...field('name')}
              defaultValue={values?.name}
              required
              maxLength={80}
              autoComplete="off"
            />
            <CidrField defaultValue={values?.cidr} />
          </div>
          <RadioCards
            {...field('usage')}
            required
            defaultValue={values?.usage ?? 'permanent'}
            options={networkUsages.map((value) => ({
              value,
              label: t(`usage.${value}`),
              hint: t(`usageHint.${value}`),
            }))}
          />
        </div>
      </Card>
      <Card title={t('form.where')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            {...field('routerId')}
            placeholder={t('form.noRouter')}
            defaultValue={values?.routerId?.toString()}
            options={routers.map(({ routerId, name }) => ({
              value: String(routerId),
              label: name,
            }))}
          />
          <SelectField
            {...field('siteId')}
            placeholder={t('form.noSite')}
            defaultValue={values?.siteId?.toString()}
            options={sites.map(({ siteId, name }) => ({ value: String(siteId), label: name }))}
          />
          <TextField
            {...field('gateway')}
            defaultValue={values?.gateway ?? undefined}
            inputMode="decimal"
            autoComplete="off"
          />
        </div>
      </Card>
      <Card>
        <RepeatRows
          {...field('reservations')}
          addLabel={t('form.addReservation')}
          maxRows={100}
          columns={[{ ...field('first') }, { ...field('last') }, { ...field('note'), grow: 2 }]}
          defaultRows={(values?.reservations ?? []).map(({ first, last, note }) => ({
            first,
            last: last === first ? '' : last,
            note,
          }))}
        />
      </Card>
      <div>
        <SubmitButton>{values ? t('form.save') : t('form.create')}</SubmitButton>
      </div>
    </Form>
  );
}
