'use client';

import type { Route } from 'next';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';
import { RadioCards } from '@/app/_forms/choice-fields';
import { ComboField } from '@/app/_forms/combo-field';
import { namedFields } from '@/app/_forms/named-fields';
import { Button } from '@/app/_ui/button';
import type { FormChoices } from '@/app/admin/_service-form/form-choices';

type PlanChoiceProps = {
  serviceId: number;
  items: FormChoices['items'];
  chosen: { itemId: number; moment: 'now' | 'period_end' } | undefined;
};

/** A plain GET form, because choosing changes nothing. */
export function PlanChoice({ serviceId, items, chosen }: PlanChoiceProps) {
  const t = useTranslations('admin-services.plan');
  const field = namedFields(t);
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const path = `/admin/services/${serviceId}/plan`;
  function show(form: FormData) {
    const item = form.get('item');
    const moment = form.get('moment');
    if (typeof item !== 'string' || item === '') return;
    const query = new URLSearchParams({
      item,
      moment: typeof moment === 'string' ? moment : 'now',
    });
    startTransition(() => router.push(`${path}?${query}` as Route, { scroll: false }));
  }
  return (
    <form action={show} aria-label={t('title')} className="flex flex-col gap-4">
      <ComboField
        name="item"
        label={t('choose')}
        required
        defaultValue={chosen?.itemId.toString()}
        options={items.map((one) => ({
          value: String(one.itemId),
          label: one.name,
          hint: one.hint,
        }))}
      />
      <RadioCards
        {...field('moment')}
        defaultValue={chosen?.moment ?? 'now'}
        options={(['now', 'period_end'] as const).map((value) => ({
          value,
          label: t(value),
          hint: t(`${value}Hint`),
        }))}
        required
      />
      <div>
        <Button type="submit" pending={pending}>
          {t('preview')}
        </Button>
      </div>
    </form>
  );
}
