import { stringify } from 'csv-stringify/sync';
import type { ItemDetail } from '../item/queries';
import { listSeparator } from './codecs';
import { headColumns, termColumns } from './columns';

type ExportedItem = Pick<
  ItemDetail,
  'name' | 'kind' | 'status' | 'category' | 'sites' | 'labels' | 'terms'
>;

/**
 * The catalogue as CSV, in the form the import reads. Cells that a spreadsheet would run as a formula are
 * escaped with an apostrophe.
 */
export function writeItemsCsv(
  items: readonly ExportedItem[],
  { exponent }: { exponent: number },
): string {
  const columns = termColumns(exponent);
  const rows = items.map((item) => [
    item.name,
    item.kind,
    item.status,
    item.category?.name ?? '',
    item.sites.map(({ name }) => name).join(listSeparator),
    item.labels.join(listSeparator),
    ...columns.map(({ term, codec }) => codec.write(item.terms[term] as never)),
  ]);
  const header = [...headColumns, ...columns.map((column) => column.header)];
  return stringify([header, ...rows], { escape_formulas: true });
}
