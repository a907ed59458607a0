import { stringify } from 'csv-stringify/sync';
import { FORMULA_PATTERN } from '@/lib/lists/csv';
import type { ItemDetail } from '@/lib/screens/admin/catalogue-item';
import { packsCodec, writeList } from './codecs';
import { headColumns, termColumns } from './columns';

export type ExportedItem = Pick<
  ItemDetail,
  | 'name'
  | 'kind'
  | 'status'
  | 'category'
  | 'sites'
  | 'labels'
  | 'customers'
  | 'targets'
  | 'packs'
  | 'terms'
>;

/**
 * Writes the catalogue as CSV in the import's format: every item round-trips exactly. Cells that a spreadsheet would
 * run as a formula are escaped with an apostrophe. Customers are listed by number, because names repeat.
 */
export function writeItemsCsv(
  items: readonly ExportedItem[],
  { exponent }: { exponent: number },
): string {
  const columns = termColumns(exponent);
  const packs = packsCodec(exponent);
  const rows = items.map((item) => [
    item.name,
    item.kind,
    item.status,
    item.category?.name ?? '',
    writeList(item.sites.map(({ name }) => name)),
    writeList(item.labels),
    writeList(item.customers.map(({ customerId }) => String(customerId))),
    writeList(item.targets.map(({ name }) => name)),
    packs.write(item.packs as never),
    ...columns.map(({ term, codec }) => codec.write(item.terms[term] as never)),
  ]);
  const header = [...headColumns, ...columns.map((column) => column.header)];
  return stringify([header, ...rows.map((row) => row.map(keepApostrophe))], {
    escape_formulas: true,
    // Without it a spreadsheet may decode the names in a legacy encoding, and an import would bring the garbled names
    // back.
    bom: true,
  });
}

/** Doubles an apostrophe that the reader would otherwise take for the escape. */
function keepApostrophe(cell: string): string {
  return cell.startsWith("'") && FORMULA_PATTERN.test(cell) ? `'${cell}` : cell;
}
