'use client';

import { useTranslations } from 'next-intl';
import { CheckboxField, SelectField } from '@/app/_forms/choice-fields';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { TextField } from '@/app/_forms/text-fields';
import { LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import type { SetupStep } from '@/lib/routers/rules/setup-steps';
import { ConnectionFields, type ConnectionValues } from './connection-fields';
import { SaveRouter } from './save-router';

const accessMethods = ['pppoe', 'hotspot', 'static'] as const;

export type RouterFormValues = ConnectionValues & {
  routerId: number;
  name: string;
  siteId: number | null;
  accessMethods: readonly string[];
  pppLocalAddress: string | null;
  isOff: boolean;
  /** The step with which an unfinished setup continues; only the setup puts such a router into service. */
  setupStep: SetupStep | null;
};

type RouterFormProps = {
  action: FormAction;
  sites: readonly { siteId: number; name: string }[];
  /** The router being edited; absent for a new one. */
  values?: RouterFormValues;
};

/** How a router is reached and what it serves; the form of new and existing routers. */
export function RouterForm({ action, sites, values }: RouterFormProps) {
  const t = useTranslations('admin-routers.form');
  const field = namedFields(t);
  return (
    <Form action={action} label={values ? t('edit') : t('new')} className="gap-5">
      {values && <input type="hidden" name="routerId" value={values.routerId} />}
      <Card title={t('what')}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            {...field('name')}
            defaultValue={values?.name}
            required
            maxLength={80}
            autoComplete="off"
          />
          <SelectField
            {...field('siteId')}
            placeholder={t('noSite')}
            defaultValue={values?.siteId?.toString()}
            options={sites.map(({ siteId, name }) => ({ value: String(siteId), label: name }))}
          />
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1.5 font-medium">{t('access')}</legend>
            {accessMethods.map((method) => (
              <CheckboxField
                key={method}
                name="accessMethods"
                value={method}
                label={t(`method.${method}`)}
                defaultChecked={values ? values.accessMethods.includes(method) : method === 'pppoe'}
              />
            ))}
          </fieldset>
          <TextField
            name="pppLocalAddress"
            label={t('local')}
            hint={t('localHint')}
            defaultValue={values?.pppLocalAddress ?? undefined}
            inputMode="decimal"
            autoComplete="off"
          />
        </div>
      </Card>
      <Card title={t('reach')} description={t('reachText')}>
        <ConnectionFields {...(values ? { values } : {})} />
      </Card>
      {values && (
        <Card title={t('service')}>
          {values.setupStep === null ? (
            <CheckboxField
              name="isOff"
              look="switch"
              label={t('off')}
              hint={t('offHint')}
              defaultChecked={values.isOff}
            />
          ) : (
            <SetupUnfinished routerId={values.routerId} step={values.setupStep} />
          )}
        </Card>
      )}
      {values ? (
        <SaveRouter />
      ) : (
        <div>
          <SubmitButton>{t('create')}</SubmitButton>
        </div>
      )}
    </Form>
  );
}

function SetupUnfinished({ routerId, step }: { routerId: number; step: SetupStep }) {
  const t = useTranslations('admin-routers');
  return (
    <Callout
      title={t('trouble.off')}
      action={
        <LinkButton href={`/admin/routers/${routerId}/setup?step=${step}`} size="sm">
          {t('steps.goOn')}
        </LinkButton>
      }
    >
      {t('form.setupUnfinished', { step: t(`steps.${step}`) })}
      <input type="hidden" name="isOff" value="on" />
    </Callout>
  );
}
