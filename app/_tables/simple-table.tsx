import { cn } from '@/app/_ui/cn';
import type { Column } from './columns';
import { roles } from './table-roles';

export type SimpleTableProps<Row> = {
  /** What the rows are: the table's accessible name. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  className?: string;
};

/** A short list without search or selection, rendered on the server: statement lines, sessions, packs. */
export function SimpleTable<Row>({
  label,
  columns,
  rows,
  rowId,
  className,
}: SimpleTableProps<Row>) {
  return (
    <div className={cn('md:overflow-x-auto', className)}>
      <table {...roles.table} aria-label={label} className="w-full border-collapse max-md:block">
        <thead {...roles.group} className="max-md:sr-only">
          <tr {...roles.row}>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                {...roles.head}
                className={cn(
                  'h-9 whitespace-nowrap border-line border-b px-4 text-start font-medium text-ink-muted text-xs',
                  column.align === 'end' && 'text-end',
                  column.role === 'extra' && 'md:max-lg:hidden',
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...roles.group} className="max-md:block">
          {rows.map((row) => (
            <tr
              key={rowId(row)}
              {...roles.row}
              className="border-line border-b last:border-b-0 max-md:grid max-md:gap-1 max-md:px-4 max-md:py-3"
            >
              {columns.map((column) => (
                <SimpleCell key={column.id} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SimpleCell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const isTitle = column.role === 'title';
  return (
    <td
      {...roles.cell}
      className={cn(
        'px-4 py-2.5 max-md:flex max-md:items-baseline max-md:justify-between max-md:gap-4 max-md:p-0',
        column.align === 'end' && 'md:text-end md:tabular-nums',
        isTitle && 'font-medium',
        column.role === 'extra' && 'md:max-lg:hidden',
      )}
    >
      {!isTitle && (
        <span aria-hidden className="shrink-0 text-ink-muted text-xs md:hidden">
          {column.header}
        </span>
      )}
      <span className="min-w-0 max-md:[overflow-wrap:anywhere]">{column.cell(row)}</span>
    </td>
  );
}
