'use client';

import { useTranslations } from 'next-intl';
import { RepeatRows } from '@/app/_forms/repeat-rows';
import type { ItemValues } from './item-values';
import { Section } from './section';

/** Extra data a subscriber can buy while on the plan. */
export function PacksSection({ values, currency }: { values: ItemValues; currency: string }) {
  const t = useTranslations('admin-catalogue.form');
  return (
    <Section title={t('packs')} description={t('packsHint')}>
      <div className="sm:col-span-2">
        <RepeatRows
          name="packs"
          label={t('packList')}
          columns={[
            { name: 'name', label: t('packName'), grow: 2 },
            { name: 'dataBytes', label: t('packData'), type: 'number' },
            { name: 'priceMinor', label: t('packPrice', { currency }), type: 'number' },
            { name: 'validDays', label: t('packDays'), type: 'number' },
            { name: 'perPeriodMax', label: t('packMax'), type: 'number' },
          ]}
          defaultRows={values.packs}
          addLabel={t('addPack')}
          maxRows={20}
        />
      </div>
    </Section>
  );
}
