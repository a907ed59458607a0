'use client';

import {
  columnVisibilityFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useState } from 'react';
import { BodyRow } from './body-row';
import { type BulkAction, BulkBar } from './bulk-bar';
import { ColumnChoice } from './column-choice';
import { type ColumnMeta, columnCookie, type RowView } from './columns';
import { TableHead } from './table-head';
import { roles } from './table-roles';

const features = tableFeatures({ rowSelectionFeature, columnVisibilityFeature });
const yearSeconds = 31_536_000;

interface TableViewProps {
  tableId: string;
  label: string;
  columns: readonly ColumnMeta[];
  /** Ids of columns the viewer hides. */
  hidden: readonly string[];
  rows: RowView[];
  bulk: readonly BulkAction[];
  total: { count: number; atLeast?: boolean } | undefined;
  queryString: string;
}

/** The rows, with selection (shift for a range) and column choice. Cells arrive finished from the server. */
export function TableView(props: TableViewProps) {
  const { tableId, columns, rows, bulk } = props;
  const table = useViewTable(props);
  const visible = columns.filter((column) => table.getColumn(column.id)?.getIsVisible() ?? true);
  // A selection outlives paging, but only rows in view are acted on: no row changes unseen.
  const selected = rows.filter((row) => table.state.rowSelection[row.id]).map((row) => row.id);
  const canSelect = bulk.length > 0;

  function show(id: string, isShown: boolean) {
    table.getColumn(id)?.toggleVisibility(isShown);
    const others = columns.filter((column) => column.id !== id && !visible.includes(column));
    const hidden = [...others.map((column) => column.id), ...(isShown ? [] : [id])];
    rememberHidden(tableId, hidden);
  }

  return (
    <div className="rounded-lg border border-line bg-surface-raised shadow-card">
      <div className="overflow-x-auto xl:overflow-x-visible">
        <table
          {...roles.table}
          aria-label={props.label}
          className="w-full border-collapse max-md:block"
        >
          <TableHead
            columns={visible}
            selection={
              canSelect
                ? {
                    all: selected.length === rows.length,
                    some: selected.length > 0,
                    onToggle: table.getToggleAllRowsSelectedHandler(),
                  }
                : undefined
            }
            corner={<ColumnChoice columns={columns} visible={visible} onChange={show} />}
          />
          <tbody {...roles.group} className="max-md:block">
            {table.getRowModel().rows.map((row) => (
              <BodyRow
                key={row.id}
                view={row.original}
                columns={visible}
                selection={
                  canSelect
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
          isWholePage={selected.length === rows.length}
          total={props.total}
          queryString={props.queryString}
          onClear={() => table.resetRowSelection(true)}
        />
      )}
    </div>
  );
}

function useViewTable({ columns, rows, bulk, hidden }: TableViewProps) {
  const [definitions] = useState(() =>
    columns.map(({ id, role }) => ({ id, enableHiding: role !== 'title' })),
  );
  return useTable({
    features,
    data: rows,
    columns: definitions,
    getRowId: (row) => row.id,
    enableRowSelection: bulk.length > 0,
    initialState: { columnVisibility: Object.fromEntries(hidden.map((id) => [id, false])) },
  });
}

function rememberHidden(tableId: string, hidden: readonly string[]): void {
  const value = `${columnCookie(tableId)}=${hidden.join('.')}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and older Safari.
  document.cookie = `${value}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
