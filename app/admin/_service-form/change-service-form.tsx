'use client';

import { useTranslations } from 'next-intl';
import { Form } from '@/app/_forms/form';
import type { FormAction } from '@/app/_forms/form-state';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { DateField, TextField } from '@/app/_forms/text-fields';
import { LinkButton } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import type { FormChoices } from './form-choices';
import type { FormValues } from './form-values';
import { NetworkFields } from './network-fields';
import { PeriodFields } from './period-fields';
import { PlaceFields } from './place-fields';
import { DiscountFields, PriceFields } from './price-fields';
import { WaitsForField } from './waits-for-field';

type ChangeServiceFormProps = {
  serviceId: number;
  action: FormAction;
  choices: FormChoices;
  values: FormValues;
  itemPrice: string;
  /** The earliest day for a planned change; absent: the change is immediate. */
  plannedFrom?: string;
  /** Opened to connect the service, so the required fields come first. */
  isConnecting?: boolean;
};

/** The current fields of a service, to change now or on a later day. */
export function ChangeServiceForm(props: ChangeServiceFormProps) {
  const {
    serviceId,
    action,
    choices,
    values,
    itemPrice,
    plannedFrom,
    isConnecting = false,
  } = props;
  const t = useTranslations('admin-services.form');
  const field = namedFields(t);
  const isPlanned = plannedFrom !== undefined;
  const network = values.kind === 'internet' && (
    <Card
      title={t('sectionNetwork')}
      description={t('routerAtOnce')}
      id="network"
      className="scroll-mt-20"
    >
      <NetworkFields {...{ values, choices, isConnecting }} withPassword={!isPlanned} />
    </Card>
  );
  return (
    <Form
      action={action}
      label={t(isPlanned ? 'plannedTitle' : 'editTitle')}
      className="max-w-4xl gap-5"
    >
      <input type="hidden" name="serviceId" value={serviceId} />
      {isPlanned && (
        <Card title={t('sectionWhen')}>
          <DateField
            {...field('effectiveDate')}
            min={plannedFrom}
            required
            className="sm:max-w-xs"
          />
        </Card>
      )}
      {isConnecting && network}
      <Card title={t('sectionPrice')} description={t('priceFromNext')}>
        <PriceFields
          values={values}
          currency={choices.currency}
          today={choices.today}
          itemPrice={itemPrice}
        />
      </Card>
      <Card title={t('periodTitle')}>
        <PeriodFields present={values} />
      </Card>
      <Card id="discounts" className="scroll-mt-20">
        <DiscountFields values={values} />
      </Card>
      {!isConnecting && network}
      <Card title={t('sectionPlace')} id="location" className="scroll-mt-20">
        <div className="flex flex-col gap-4">
          <PlaceFields values={values} sites={choices.sites} />
          <WaitsForField
            others={choices.others}
            present={values.waitsForServiceId}
            canWait={values.isUnpaid ?? false}
          />
        </div>
      </Card>
      <Card>
        <TextField {...field('reason')} maxLength={500} />
      </Card>
      <div className="flex flex-wrap gap-2">
        <SubmitButton size="lg">{t(isPlanned ? 'plannedSubmit' : 'editSubmit')}</SubmitButton>
        <LinkButton href={`/admin/services/${serviceId}`} size="lg" variant="ghost">
          {t('back')}
        </LinkButton>
      </div>
    </Form>
  );
}
