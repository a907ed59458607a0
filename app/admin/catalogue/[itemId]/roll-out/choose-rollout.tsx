'use client';

import { useTranslations } from 'next-intl';
import { RadioCards, SelectField } from '@/app/_forms/choice-fields';
import { namedFields } from '@/app/_forms/named-fields';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { rolloutMoments } from '@/lib/kit/words';

type ChooseRolloutProps = {
  targets: { value: string; label: string }[];
  target: string;
  moment: string;
};

/** Target and timing of a rollout. A plain GET form, so that the preview has an address. */
export function ChooseRollout({ targets, target, moment }: ChooseRolloutProps) {
  const t = useTranslations('admin-catalogue.rollout');
  const field = namedFields(t);
  return (
    <Card>
      <form method="get" className="flex flex-col gap-4">
        <SelectField
          {...field('target')}
          required
          placeholder={false}
          defaultValue={target}
          options={targets}
        />
        <RadioCards
          name="when"
          label={t('moment')}
          required
          defaultValue={moment}
          options={rolloutMoments.map((value) => ({
            value,
            label: t(`moments.${value}`),
            hint: t(`momentHints.${value}`),
          }))}
        />
        <Button type="submit" className="self-start">
          {t('showPreview')}
        </Button>
      </form>
    </Card>
  );
}
