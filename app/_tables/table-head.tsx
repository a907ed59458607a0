'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import type { ColumnMeta } from './columns';
import { HeaderCell } from './header-cell';
import { roles } from './table-roles';

type TableHeadProps = {
  columns: readonly ColumnMeta[];
  /** State of "select all on this page"; absent when rows cannot be selected. */
  selection: { all: boolean; some: boolean; onToggle: (event: unknown) => void } | undefined;
  /** Shown above the row actions. */
  corner: ReactNode;
};

/** Headings that stay in view while the page scrolls. */
export function TableHead({ columns, selection, corner }: TableHeadProps) {
  const t = useTranslations('ui.table');
  return (
    <thead {...roles.group} className="max-md:sr-only">
      <tr {...roles.row}>
        {selection && (
          <th scope="col" {...roles.head} className={cn(HEAD_CELL, 'w-10 rounded-ss-lg ps-4 pe-0')}>
            <input
              type="checkbox"
              aria-label={t('selectAll')}
              checked={selection.all}
              ref={(box) => {
                if (box) box.indeterminate = selection.some && !selection.all;
              }}
              onChange={selection.onToggle}
              className="touch-area block size-4 accent-accent"
            />
          </th>
        )}
        {columns.map((column) => (
          <HeaderCell
            key={column.id}
            column={column}
            className={cn(HEAD_CELL, !selection && 'first:rounded-ss-lg')}
          />
        ))}
        <th
          scope="col"
          {...roles.head}
          className={cn(HEAD_CELL, 'w-12 rounded-se-lg px-2 py-0 text-end')}
        >
          <span className="sr-only">{t('actions')}</span>
          {corner}
        </th>
      </tr>
    </thead>
  );
}

const HEAD_CELL =
  'sticky top-(--table-top,0px) z-10 h-10 whitespace-nowrap border-line border-b bg-surface-raised px-4 text-start align-middle font-medium text-ink-muted text-xs';
