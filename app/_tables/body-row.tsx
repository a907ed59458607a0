'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import type { ColumnMeta, RowView } from './columns';
import { roles } from './table-roles';

interface BodyRowProps {
  view: RowView;
  columns: readonly ColumnMeta[];
  selection: { checked: boolean; onToggle: (event: unknown) => void } | undefined;
}

/** One row; a card on phones, with selection and actions in its corner. */
export function BodyRow({ view, columns, selection }: BodyRowProps) {
  const t = useTranslations('ui.table');
  return (
    <tr
      {...roles.row}
      aria-selected={selection?.checked}
      className="group border-line border-b last:border-b-0 hover:bg-surface-hover aria-selected:bg-accent-soft/60 max-md:relative max-md:grid max-md:gap-1.5 max-md:p-4"
    >
      {selection && (
        <td
          {...roles.cell}
          className="w-10 ps-4 pe-0 max-md:absolute max-md:end-4 max-md:top-4 max-md:w-auto max-md:p-0"
        >
          <input
            type="checkbox"
            aria-label={t('selectRow', { name: view.label })}
            checked={selection.checked}
            // The click carries the shift key for a range; the change event does not.
            onClick={(event) => selection.onToggle(event)}
            onChange={() => undefined}
            className="touch-area block size-4 accent-accent max-md:size-5"
          />
        </td>
      )}
      {columns.map((column) => (
        <BodyCell key={column.id} column={column}>
          {view.cells[column.id]}
        </BodyCell>
      ))}
      <td
        {...roles.cell}
        className={cn(
          'w-12 px-2 py-1 text-end max-md:absolute max-md:top-2 max-md:w-auto max-md:p-0',
          selection ? 'max-md:end-11' : 'max-md:end-2',
        )}
      >
        {view.actions}
      </td>
    </tr>
  );
}

function BodyCell({ column, children }: { column: ColumnMeta; children: ReactNode }) {
  const isTitle = column.role === 'title';
  return (
    <td
      {...roles.cell}
      className={cn(
        'px-4 py-2.5 align-middle max-md:flex max-md:items-baseline max-md:justify-between max-md:gap-4 max-md:p-0 max-md:text-start',
        column.align === 'end' && 'text-end tabular-nums',
        isTitle && 'font-medium max-md:mb-1 max-md:block max-md:pe-20 max-md:text-base md:min-w-44',
        column.role === 'extra' && 'md:min-w-32 md:max-lg:hidden md:[overflow-wrap:anywhere]',
      )}
    >
      {!isTitle && (
        <span aria-hidden className="shrink-0 text-ink-muted text-xs md:hidden">
          {column.header}
        </span>
      )}
      <span className="min-w-0 max-md:[overflow-wrap:anywhere]">{children}</span>
    </td>
  );
}
