'use client';

import { rowSelectionFeature, tableFeatures, useTable } from '@tanstack/react-table';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useSoftLinks } from '@/app/_ui/use-soft-links';
import { BodyRow } from './body-row';
import { type BulkAction, BulkBar } from './bulk-bar';
import { ColumnChoice } from './column-choice';
import { type ColumnMeta, columnCookie, type RowView } from './columns';
import { TableHead } from './table-head';
import { roles } from './table-roles';

const features = tableFeatures({ rowSelectionFeature });
/** The table library only handles selection; cells arrive rendered. */
const noDefinitions: [] = [];
const YEAR_SECONDS = 31_536_000;

type TableViewProps = {
  tableId: string;
  label: string;
  columns: readonly ColumnMeta[];
  /** Ids of the visible columns; rows have a cell for each. */
  shown: readonly string[];
  rows: RowView[];
  bulk: readonly BulkAction[];
  total: { count: number; atLeast?: boolean } | undefined;
  queryString: string;
};

/** The rows, with selection (shift for a range) and column choice. Cells arrive rendered from the server. */
export function TableView(props: TableViewProps) {
  const { tableId, columns, shown, rows, bulk } = props;
  const t = useTranslations('ui.table');
  const table = useViewTable(props);
  const visible = columns.filter(({ id }) => shown.includes(id));
  const scope = useSoftLinks<HTMLDivElement>();
  const router = useRouter();
  // A selection survives paging, but actions apply only to visible rows, so that no row changes unseen.
  const selected = rows.filter((row) => table.state.rowSelection[row.id]).map((row) => row.id);
  const canSelect = bulk.length > 0;

  function show(id: string, isShown: boolean) {
    const hidden = columns.filter((column) => !shown.includes(column.id) && column.id !== id);
    rememberHidden(tableId, [...hidden.map((column) => column.id), ...(isShown ? [] : [id])]);
    // The server never sent the cells of a hidden column.
    router.refresh();
  }

  return (
    <div ref={scope} className="rounded-lg border border-line bg-surface-raised shadow-card">
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
                    ? {
                        label: t('selectRow', { name: row.original.label }),
                        checked: row.getIsSelected(),
                        onToggle: row.getToggleSelectedHandler(),
                      }
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

function useViewTable({ rows, bulk }: TableViewProps) {
  return useTable({
    features,
    data: rows,
    columns: noDefinitions,
    getRowId: (row) => row.id,
    enableRowSelection: bulk.length > 0,
  });
}

function rememberHidden(tableId: string, hidden: readonly string[]): void {
  const value = `${columnCookie(tableId)}=${hidden.join('.')}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and older Safari.
  document.cookie = `${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
