'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import type { ItemKind } from '@/lib/kit/words';
import { addService, previewNewService } from './actions';
import type { FormChoices } from './form-choices';
import type { FormValues } from './form-values';
import { NetworkFields } from './network-fields';
import { PlaceFields } from './place-fields';
import { PlanFields } from './plan-fields';
import { DiscountFields, PriceFields } from './price-fields';
import { PricePreview } from './price-preview';
import { WaitsForField } from './waits-for-field';

type NewServiceFormProps = {
  customerId: number;
  choices: FormChoices;
  values: FormValues;
  /** The `IdempotencyKey`, rendered on the server. */
  idempotencyKey: ReactNode;
};

/** All fields of a new service, with a preview of its cost beside them. */
export function NewServiceForm({
  customerId,
  choices,
  values,
  idempotencyKey,
}: NewServiceFormProps) {
  const t = useTranslations('admin-services.form');
  const [item, setItem] = useState<{ itemId: number; kind: ItemKind }>();
  const kind = item?.kind ?? values.kind;
  return (
    <Form action={addService} label={t('newTitle')}>
      {idempotencyKey}
      <input type="hidden" name="customerId" value={customerId} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <Card title={t('sectionPlan')}>
            <PlanFields items={choices.items} onItem={setItem} />
          </Card>
          <Card title={t('sectionPrice')}>
            <PriceFields values={values} currency={choices.currency} today={choices.today} />
          </Card>
          <Card id="discounts">
            <DiscountFields values={values} />
          </Card>
          {kind === 'internet' && (
            <Card title={t('sectionNetwork')}>
              <NetworkFields values={values} choices={choices} />
            </Card>
          )}
          <Card title={t('sectionPlace')} id="location">
            <div className="flex flex-col gap-4">
              <PlaceFields values={values} sites={choices.sites} />
              <WaitsForField others={choices.others} canWait />
            </div>
          </Card>
        </div>
        <div className="flex flex-col gap-4 lg:sticky lg:top-20">
          <PricePreview action={previewNewService} itemId={item?.itemId} />
          <SubmitButton size="lg" block>
            {t('newSubmit')}
          </SubmitButton>
          <LinkButton href={`/admin/customers/${customerId}`} variant="ghost" block>
            {t('back')}
          </LinkButton>
        </div>
      </div>
    </Form>
  );
}
