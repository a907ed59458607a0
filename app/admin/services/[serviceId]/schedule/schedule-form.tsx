'use client';

import { useTranslations } from 'next-intl';
import { CheckboxField, RadioCards } from '@/app/_forms/choice-fields';
import { ComboField } from '@/app/_forms/combo-field';
import { Form } from '@/app/_forms/form';
import { namedFields } from '@/app/_forms/named-fields';
import { SubmitButton } from '@/app/_forms/submit-button';
import { DateField, TextField } from '@/app/_forms/text-fields';
import type { FormChoices } from '@/app/admin/_service-form/form-choices';
import type { ScheduledChangeKind } from '@/lib/kit/words';
import { planAct } from './actions';

type ScheduleFormProps = {
  serviceId: number;
  kind: Exclude<ScheduledChangeKind, 'fields'>;
  tomorrow: string;
  items: FormChoices['items'];
  /** The person may decide about the customer's money. */
  mayGiveBack: boolean;
};

/** The fields of one planned action. */
export function ScheduleForm({ serviceId, kind, tomorrow, items, mayGiveBack }: ScheduleFormProps) {
  const t = useTranslations('admin-services.schedule');
  const field = namedFields(t);
  const form = useTranslations('admin-services.form');
  const formField = namedFields(form);
  return (
    <Form action={planAct} label={t(`kinds.${kind}`)}>
      <input type="hidden" name="serviceId" value={serviceId} />
      <input type="hidden" name="change.kind" value={kind} />
      <DateField {...formField('effectiveDate')} min={tomorrow} required />
      {kind === 'plan' && (
        <ComboField
          name="change.itemId"
          label={t('plan')}
          required
          options={items.map((one) => ({
            value: String(one.itemId),
            label: one.name,
            hint: one.hint,
          }))}
        />
      )}
      {(kind === 'stop' || kind === 'unstop') && (
        <RadioCards
          {...field('change.hold')}
          defaultValue="staff_stopped"
          options={(['staff_stopped', 'staff_disabled'] as const).map((value) => ({
            value,
            label: t(`holds.${value}`),
          }))}
          required
        />
      )}
      {kind === 'pause' && <DateField {...field('change.until')} min={tomorrow} />}
      {(kind === 'stop' || kind === 'unstop' || kind === 'archive') && (
        <TextField {...field('change.reason')} required maxLength={500} />
      )}
      {kind === 'archive' && mayGiveBack && (
        <CheckboxField {...field('change.givesBack')} defaultChecked />
      )}
      <div>
        <SubmitButton>{t('submit')}</SubmitButton>
      </div>
    </Form>
  );
}
