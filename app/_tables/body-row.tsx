'use client';

import type { ColumnMeta, RowView } from './columns';
import { roles } from './table-roles';

type BodyRowProps = {
  view: RowView;
  columns: readonly ColumnMeta[];
  selection: { label: string; checked: boolean; onToggle: (event: unknown) => void } | undefined;
};

const cellClass = {
  title: 'data-cell data-title',
  main: 'data-cell',
  extra: 'data-cell data-extra',
} as const satisfies Record<ColumnMeta['role'], string>;

/** One row; on phones a card, with selection and actions in its corner. */
export function BodyRow({ view, columns, selection }: BodyRowProps) {
  return (
    <tr {...roles.row} aria-selected={selection?.checked || undefined} className="data-row">
      {selection && (
        <td {...roles.cell} className="data-choice">
          <input
            type="checkbox"
            aria-label={selection.label}
            checked={selection.checked}
            // The click event carries the shift key for a range; the change event does not.
            onClick={(event) => selection.onToggle(event)}
            onChange={() => undefined}
            className="touch-area"
          />
        </td>
      )}
      {columns.map(({ id, role, align, header }) => (
        <td
          key={id}
          {...roles.cell}
          data-label={role === 'title' ? undefined : header}
          className={align === 'end' ? `${cellClass[role]} data-figure` : cellClass[role]}
        >
          <span>{view.cells[id]}</span>
        </td>
      ))}
      <td {...roles.cell} className="data-actions">
        {view.actions}
      </td>
    </tr>
  );
}
