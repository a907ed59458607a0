'use client';

import {
  columnVisibilityFeature,
  type ReactTable,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { cn } from '@/app/_ui/cn';
import { type BulkAction, BulkBar } from './bulk-bar';
import { ColumnChoice } from './column-choice';
import { type ColumnMeta, columnCookie, type RowView } from './columns';
import { HeaderCell } from './header-cell';

const features = tableFeatures({ rowSelectionFeature, columnVisibilityFeature });
type View = ReactTable<typeof features, RowView>;

/** Said outright, because the phone layout changes `display`, which hides a table's structure from readers. */
const roles = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'cell' },
} as const;

const yearSeconds = 31_536_000;

interface TableViewProps {
  tableId: string;
  label: string;
  columns: readonly ColumnMeta[];
  hidden: readonly string[];
  rows: RowView[];
  bulk: readonly BulkAction[];
  total: { count: number; atLeast?: boolean } | undefined;
  queryString: string;
}

/** The rows, with selection (shift for a range) and column choice. Cells arrive finished from the server. */
export function TableView(props: TableViewProps) {
  const { columns, rows, bulk, total } = props;
  const [definitions] = useState(() =>
    columns.map(({ id, role }) => ({ id, enableHiding: role !== 'title' })),
  );
  const table = useTable({
    features,
    data: rows,
    columns: definitions,
    getRowId: (row) => row.id,
    enableRowSelection: bulk.length > 0,
    initialState: { columnVisibility: Object.fromEntries(props.hidden.map((id) => [id, false])) },
  });
  const visible = columns.filter((column) => table.getColumn(column.id)?.getIsVisible() ?? true);
  const selected = table.getSelectedRowIds();
  return (
    <div className="relative rounded-lg border border-line bg-surface-raised shadow-card">
      <div className="flex items-center justify-end gap-2 px-2 pt-2 max-md:hidden">
        <ColumnChoice
          columns={columns}
          visible={visible}
          onChange={(id, show) => choose(table, props.tableId, { id, show })}
        />
      </div>
      <div className="overflow-x-auto lg:overflow-x-visible">
        <table
          {...roles.table}
          aria-label={props.label}
          className="w-full border-collapse max-md:block"
        >
          <TableHead
            table={table}
            columns={visible}
            hasBulk={bulk.length > 0}
            hasActions={rows.some((row) => row.actions !== undefined)}
          />
          <tbody {...roles.group} className="max-md:block">
            {table.getRowModel().rows.map((row) => (
              <BodyRow
                key={row.id}
                view={row.original}
                columns={visible}
                selection={
                  bulk.length > 0
                    ? { checked: row.getIsSelected(), onToggle: row.getToggleSelectedHandler() }
                    : undefined
                }
              />
            ))}
          </tbody>
        </table>
      </div>
      {selected.length > 0 && (
        <BulkBar
          actions={bulk}
          selectedIds={selected}
          isWholePage={table.getIsAllRowsSelected()}
          total={total}
          queryString={props.queryString}
          onClear={() => table.resetRowSelection(true)}
        />
      )}
    </div>
  );
}

function choose(table: View, tableId: string, { id, show }: { id: string; show: boolean }): void {
  table.getColumn(id)?.toggleVisibility(show);
  const shown = { ...table.store.state.columnVisibility, [id]: show };
  const hidden = Object.keys(shown).filter((column) => shown[column] === false);
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and older Safari.
  document.cookie = `${columnCookie(tableId)}=${hidden.join('.')}; path=/; max-age=${yearSeconds}; samesite=lax`;
}

interface TableHeadProps {
  table: View;
  columns: readonly ColumnMeta[];
  hasBulk: boolean;
  hasActions: boolean;
}

function TableHead({ table, columns, hasBulk, hasActions }: TableHeadProps) {
  const t = useTranslations('ui.table');
  const some = table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected();
  return (
    <thead {...roles.group} className="max-md:sr-only">
      <tr {...roles.row}>
        {hasBulk && (
          <th scope="col" className={cn(headCell, 'w-10 ps-4 pe-0')}>
            <input
              type="checkbox"
              aria-label={t('selectAll')}
              checked={table.getIsAllRowsSelected()}
              ref={(box) => {
                if (box) box.indeterminate = some;
              }}
              onChange={table.getToggleAllRowsSelectedHandler()}
              className="touch-area block size-4 accent-accent"
            />
          </th>
        )}
        {columns.map((column) => (
          <HeaderCell key={column.id} column={column} className={headCell} />
        ))}
        {hasActions && (
          <th scope="col" className={headCell}>
            <span className="sr-only">{t('actions')}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}

const headCell =
  'sticky top-(--table-top,0px) z-10 border-line border-b bg-surface-raised px-4 py-2.5 text-start font-medium text-ink-muted text-xs whitespace-nowrap';

interface BodyRowProps {
  view: RowView;
  columns: readonly ColumnMeta[];
  selection: { checked: boolean; onToggle: (event: unknown) => void } | undefined;
}

function BodyRow({ view, columns, selection }: BodyRowProps) {
  const t = useTranslations('ui.table');
  return (
    <tr
      {...roles.row}
      aria-selected={selection?.checked}
      className="group border-line border-b last:border-b-0 hover:bg-surface-hover aria-selected:bg-accent-soft max-md:relative max-md:grid max-md:gap-1 max-md:p-4"
    >
      {selection && (
        <td
          {...roles.cell}
          className="w-10 ps-4 pe-0 max-md:absolute max-md:end-4 max-md:top-4.5 max-md:w-auto max-md:p-0"
        >
          <input
            type="checkbox"
            aria-label={t('selectRow', { name: view.label })}
            checked={selection.checked}
            // The click carries the shift key; the change event does not.
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
      {view.actions !== undefined && (
        <td {...roles.cell} className="px-2 py-1 text-end max-md:mt-1 max-md:p-0 max-md:text-start">
          {view.actions}
        </td>
      )}
    </tr>
  );
}

function BodyCell({ column, children }: { column: ColumnMeta; children: React.ReactNode }) {
  const isTitle = column.role === 'title';
  return (
    <td
      {...roles.cell}
      className={cn(
        'px-4 py-2.5 align-middle max-md:flex max-md:items-baseline max-md:justify-between max-md:gap-4 max-md:p-0 max-md:text-start',
        column.align === 'end' && 'text-end tabular-nums',
        isTitle && 'font-medium max-md:mb-1 max-md:block max-md:pe-9 max-md:text-base',
        column.role === 'extra' && 'max-lg:hidden',
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
