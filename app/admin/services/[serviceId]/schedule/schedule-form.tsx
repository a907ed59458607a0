'use client';

import { useTranslations } from 'next-intl';
import { RadioCards } from '@/app/_forms/choice-fields';
import { ComboField } from '@/app/_forms/combo-field';
import { Form } from '@/app/_forms/form';
import { SubmitButton } from '@/app/_forms/submit-button';
import { DateField, TextField } from '@/app/_forms/text-fields';
import type { FormChoices } from '@/app/admin/_service-form/form-choices';
import type { ScheduledChangeKind } from '@/lib/kit/words';
import { planAct } from './actions';

interface ScheduleFormProps {
  serviceId: number;
  kind: Exclude<ScheduledChangeKind, 'fields'>;
  tomorrow: string;
  items: FormChoices['items'];
}

/** One planned act and what it needs to know. */
export function ScheduleForm({ serviceId, kind, tomorrow, items }: ScheduleFormProps) {
  const t = useTranslations('admin-services.schedule');
  const form = useTranslations('admin-services.form');
  return (
    <Form action={planAct} label={t(`kinds.${kind}`)}>
      <input type="hidden" name="serviceId" value={serviceId} />
      <input type="hidden" name="change.kind" value={kind} />
      <DateField
        name="effectiveDate"
        label={form('effectiveDate')}
        hint={form('effectiveDateHint')}
        min={tomorrow}
        required
      />
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
          name="change.hold"
          label={t('hold')}
          defaultValue="staff_stopped"
          options={(['staff_stopped', 'staff_disabled'] as const).map((value) => ({
            value,
            label: t(`holds.${value}`),
          }))}
          required
        />
      )}
      {kind === 'pause' && (
        <DateField name="change.until" label={t('until')} hint={t('untilHint')} min={tomorrow} />
      )}
      {(kind === 'stop' || kind === 'unstop' || kind === 'archive') && (
        <TextField name="change.reason" label={t('reason')} required maxLength={500} />
      )}
      <div>
        <SubmitButton>{t('submit')}</SubmitButton>
      </div>
    </Form>
  );
}
