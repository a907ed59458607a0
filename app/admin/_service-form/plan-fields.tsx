'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ComboField } from '@/app/_forms/combo-field';
import { cn } from '@/app/_ui/cn';
import { type ItemKind, itemKinds } from '@/lib/kit/words';
import type { FormChoices } from './form-choices';
import { PeriodFields } from './period-fields';

type PlanFieldsProps = {
  items: FormChoices['items'];
  onItem: (item: FormChoices['items'][number]) => void;
};

/** The item, and how it renews where that differs from the item's own terms. */
export function PlanFields({ items, onItem }: PlanFieldsProps) {
  const t = useTranslations('admin-services.form');
  const [shown, setShown] = useState<ItemKind | 'all'>('all');
  const kinds = itemKinds.filter((kind) => items.some((item) => item.kind === kind));
  const offered = items.filter((item) => shown === 'all' || item.kind === shown);
  return (
    <div className="flex flex-col gap-4">
      {kinds.length > 1 && (
        <fieldset className="inline-flex max-w-full gap-0.5 self-start overflow-x-auto rounded-md bg-surface-sunken p-0.5">
          <legend className="sr-only">{t('kind')}</legend>
          {(['all', ...kinds] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              aria-pressed={shown === kind}
              onClick={() => setShown(kind)}
              className={cn(
                'min-h-8 pointer-coarse:min-h-11 rounded-sm px-3 font-medium text-ink-muted text-xs hover:text-ink',
                shown === kind && 'bg-surface-raised text-ink shadow-card',
              )}
            >
              {t(`kinds.${kind}`)}
            </button>
          ))}
        </fieldset>
      )}
      <ComboField
        name="itemId"
        label={t('plan')}
        hint={t('planHint')}
        required
        options={offered.map((item) => ({
          value: String(item.itemId),
          label: item.name,
          hint: item.hint,
        }))}
        onChange={(value) => {
          const item = items.find(({ itemId }) => String(itemId) === value);
          if (item) onItem(item);
        }}
      />
      <PeriodFields />
    </div>
  );
}
