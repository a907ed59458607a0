'use client';

import { useTranslations } from 'next-intl';
import type { ColumnMeta, RowView } from './columns';
import { roles } from './table-roles';

interface BodyRowProps {
  view: RowView;
  columns: readonly ColumnMeta[];
  selection: { checked: boolean; onToggle: (event: unknown) => void } | undefined;
}

const cellClass = {
  title: 'data-cell font-medium max-md:mb-1 max-md:block max-md:pe-20 max-md:text-base md:min-w-44',
  main: 'data-cell',
  extra: 'data-cell md:min-w-32 md:max-lg:hidden md:[overflow-wrap:anywhere]',
} as const satisfies Record<ColumnMeta['role'], string>;

/** One row; a card on phones, with selection and actions in its corner. */
export function BodyRow({ view, columns, selection }: BodyRowProps) {
  const t = useTranslations('ui.table');
  return (
    <tr {...roles.row} aria-selected={selection?.checked} className="data-row">
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
      {columns.map(({ id, role, align, header }, index) => (
        <td
          key={id}
          {...roles.cell}
          data-label={role === 'title' ? undefined : header}
          className={
            align === 'end' ? `${cellClass[role]} tabular-nums md:text-end` : cellClass[role]
          }
        >
          <span>{view.cells[index]}</span>
        </td>
      ))}
      <td
        {...roles.cell}
        className={
          selection
            ? 'w-12 px-2 py-1 text-end max-md:absolute max-md:end-11 max-md:top-2 max-md:w-auto max-md:p-0'
            : 'w-12 px-2 py-1 text-end max-md:absolute max-md:end-2 max-md:top-2 max-md:w-auto max-md:p-0'
        }
      >
        {view.actions}
      </td>
    </tr>
  );
}
