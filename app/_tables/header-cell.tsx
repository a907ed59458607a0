'use client';

import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '@/app/_ui/cn';
import type { ColumnMeta } from './columns';
import { roles } from './table-roles';

const ariaSort = { asc: 'ascending', desc: 'descending' } as const;

/** A column heading; sorting is a plain link (see `RowLink`), so it works before scripts and in a new tab. */
export function HeaderCell({ column, className }: { column: ColumnMeta; className: string }) {
  const t = useTranslations('ui.table');
  const { sort } = column;
  const Arrow = sort?.direction === 'desc' ? ArrowDown : sort?.direction ? ArrowUp : ChevronsUpDown;
  return (
    <th
      scope="col"
      {...roles.head}
      aria-sort={sort?.direction && ariaSort[sort.direction]}
      className={cn(
        className,
        column.align === 'end' && 'text-end',
        column.role === 'extra' && 'md:max-lg:hidden',
      )}
    >
      {sort ? (
        <a
          href={sort.href}
          title={t('sortBy', { column: column.header })}
          className={cn(
            'inline-flex h-8 items-center gap-1 rounded-sm align-middle hover:text-ink',
            sort.direction && 'text-ink',
            column.align === 'end' && 'flex-row-reverse',
          )}
        >
          {column.header}
          <Arrow aria-hidden className="size-3.5" />
        </a>
      ) : (
        column.header
      )}
    </th>
  );
}
