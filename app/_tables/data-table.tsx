import { Download } from 'lucide-react';
import { cookies } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { LinkButton } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { Pagination } from '@/app/_ui/pagination';
import type { BulkAction } from './bulk-bar';
import {
  type Column,
  type ColumnMeta,
  columnCookie,
  hiddenFromCookie,
  type RowView,
  type TableFilter,
} from './columns';
import { FilterBar } from './filter-bar';
import { isNarrowed, type TableQuery, type TableSpec, tableHref } from './table-query';
import { TableView } from './table-view';

export type DataTableProps<Row> = {
  spec: TableSpec;
  query: TableQuery;
  /** Address of the page, without query. */
  path: string;
  /** What the rows are, e.g. "Customers": the table's accessible name. */
  label: string;
  columns: readonly Column<Row>[];
  /** At most 50. */
  rows: readonly Row[];
  rowId: (row: Row) => string;
  rowLabel: (row: Row) => string;
  /** Usually a `Menu`. */
  rowActions?: (row: Row) => ReactNode;
  /** Cursors of the neighbouring pages, absent at the ends. */
  page: { next?: string | undefined; previous?: string | undefined };
  /** Number of matches; `atLeast` when counting stopped there. */
  total?: { count: number; atLeast?: boolean };
  /** Shows a search field with this placeholder. */
  search?: string;
  filters?: readonly TableFilter[];
  bulk?: readonly BulkAction[];
  /** Download of the same rows; the table appends its query string. */
  csvPath?: string;
  /** Shown when there are no rows and no filter is set. */
  empty: ReactNode;
};

/** A list with search, filters, order, paging and selection, whose state is in the address. */
export async function DataTable<Row>(props: DataTableProps<Row>) {
  const { spec, query, path, rows, filters = [], search, csvPath } = props;
  const t = await getTranslations('ui.table');
  const hasControls = search !== undefined || filters.length > 0;
  const nothing = rows.length === 0;
  if (nothing && !isNarrowed(query) && query.after === undefined && query.before === undefined) {
    return props.empty;
  }
  const hidden = await hiddenColumns(props);
  const shown = props.columns.filter(({ id, role }) => role === 'title' || !hidden.includes(id));
  const csvHref = csvPath === undefined ? undefined : tableHref(csvPath, spec, query, {});
  return (
    <div className="flex flex-col gap-3">
      {(hasControls || csvHref !== undefined) && (
        <div className="flex flex-wrap items-start justify-between gap-2">
          {hasControls ? <FilterBar search={search} filters={filters} /> : <span />}
          {csvHref !== undefined && (
            <LinkButton href={csvHref} prefetch={false} download icon={<Download aria-hidden />}>
              {t('exportCsv')}
            </LinkButton>
          )}
        </div>
      )}
      {nothing ? (
        <NoMatch href={path} />
      ) : (
        <TableView
          tableId={spec.id}
          label={props.label}
          columns={columnMetas(props)}
          shown={shown.map(({ id }) => id)}
          rows={rows.map((row) => rowView(row, shown, props))}
          bulk={props.bulk ?? []}
          total={props.total}
          queryString={queryString(spec, query)}
        />
      )}
      <Pagination
        previousHref={
          props.page.previous === undefined
            ? undefined
            : tableHref(path, spec, query, { before: props.page.previous })
        }
        nextHref={
          props.page.next === undefined
            ? undefined
            : tableHref(path, spec, query, { after: props.page.next })
        }
      >
        {props.total && countText(t, props.total)}
      </Pagination>
    </div>
  );
}

async function NoMatch({ href }: { href: string }) {
  const t = await getTranslations('ui.table');
  return (
    <div className="rounded-lg border border-line bg-surface-raised shadow-card">
      <EmptyState
        title={t('noMatchTitle')}
        action={<LinkButton href={href}>{t('clearFilters')}</LinkButton>}
      >
        {t('noMatchText')}
      </EmptyState>
    </div>
  );
}

function countText(
  t: Awaited<ReturnType<typeof getTranslations>>,
  total: { count: number; atLeast?: boolean },
): string {
  return t(total.atLeast ? 'countAtLeast' : 'count', { count: total.count });
}

function columnMetas<Row>({ columns, spec, query, path }: DataTableProps<Row>): ColumnMeta[] {
  return columns.map(({ id, header, align = 'start', role = 'main' }) => {
    const meta: ColumnMeta = { id, header, align, role };
    if (!spec.sortable.includes(id)) return meta;
    const direction = query.sort.column === id ? query.sort.direction : undefined;
    const next = direction === 'asc' ? 'desc' : 'asc';
    const href = tableHref(path, spec, query, { sort: { column: id, direction: next } });
    return { ...meta, sort: { href, direction } };
  });
}

async function hiddenColumns<Row>({ columns, spec }: DataTableProps<Row>): Promise<string[]> {
  const chosen = hiddenFromCookie((await cookies()).get(columnCookie(spec.id))?.value);
  return chosen ?? columns.filter((column) => column.hiddenAtFirst).map((column) => column.id);
}

function rowView<Row>(
  row: Row,
  shown: readonly Column<Row>[],
  { rowId, rowLabel, rowActions }: DataTableProps<Row>,
): RowView {
  const cells = Object.fromEntries(shown.map((column) => [column.id, column.cell(row)]));
  const view: RowView = { id: rowId(row), label: rowLabel(row), cells };
  return rowActions ? { ...view, actions: rowActions(row) } : view;
}

/** The filters as a query string, for bulk actions on "all matching". */
function queryString(spec: TableSpec, query: TableQuery): string {
  return tableHref('', spec, query, {}).replace(/^\?/, '');
}
