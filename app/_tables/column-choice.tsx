'use client';

import { Columns3 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '@/app/_ui/icon-button';
import { CheckMenu } from '@/app/_ui/menu';
import type { ColumnMeta } from './columns';

type ColumnChoiceProps = {
  columns: readonly ColumnMeta[];
  visible: readonly ColumnMeta[];
  onChange: (id: string, show: boolean) => void;
};

/** Choice of visible columns, kept per viewer in a cookie so that the server renders the right ones. */
export function ColumnChoice({ columns, visible, onChange }: ColumnChoiceProps) {
  const t = useTranslations('ui.table');
  return (
    <CheckMenu
      items={columns
        .filter((column) => column.role !== 'title')
        .map((column) => ({
          id: column.id,
          label: column.header,
          checked: visible.includes(column),
        }))}
      onChange={onChange}
      trigger={
        <IconButton label={t('columns')} icon={<Columns3 aria-hidden />} className="size-8" />
      }
    />
  );
}
