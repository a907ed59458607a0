import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { type ErrorKey, type RefusalParams, refuse } from '@/lib/kit/errors';
import { CreateItem, type ItemTerms, type ParsedItem } from '../item-input';
import { readList } from './codecs';
import { type TermColumn, termColumns } from './columns';

const importRowsMax = 500;

/** What is wrong in one cell. */
export type CellProblem = { column: string; key: ErrorKey; params?: RefusalParams };

/** What the rows refer to by name, and the items that exist. */
export type ImportWorld = {
  exponent: number;
  categories: ReadonlyMap<string, number>;
  sites: ReadonlyMap<string, number>;
  items: ReadonlyMap<string, KnownItem>;
};

export type KnownItem = Omit<ParsedItem, 'packs' | 'targetItemIds' | 'customerIds'> & {
  itemId: number;
  versionId: number;
  rest: Pick<ParsedItem, 'packs' | 'targetItemIds' | 'customerIds'>;
};

export type ReadRow = {
  /** As a text editor counts them; the heading is line 1. */
  line: number;
  name: string;
  known: KnownItem | undefined;
  item: ParsedItem | null;
  problems: CellProblem[];
};

type Cells = Readonly<Record<string, string>>;

/**
 * Reads a catalogue file. A column that is missing leaves an existing item as it is; a blank cell is the
 * default. What the file cannot say (packs, single customers, target plans) stays.
 * @throws DomainError when the file as a whole cannot be read
 */
export function readItemsCsv(text: string, world: ImportWorld): ReadRow[] {
  const rows = parseCsv(text);
  if (rows.length > importRowsMax) refuse('limit', 'csv_too_many_rows', { max: importRowsMax });
  const first = rows[0]?.record ?? {};
  if (!('name' in first)) refuse('invalid-input', 'csv_column_missing', { column: 'name' });
  const seen = new Set<string>();
  return rows.map(({ record, info }) => {
    const row = readRow(record, world);
    const isRepeated = row.name !== '' && seen.has(row.name);
    seen.add(row.name);
    const repeated: CellProblem = {
      column: 'name',
      key: 'csv_name_repeated',
      params: { name: row.name },
    };
    return {
      ...row,
      line: info.lines,
      problems: isRepeated ? [...row.problems, repeated] : row.problems,
    };
  });
}

function parseCsv(text: string): { record: Cells; info: { lines: number } }[] {
  try {
    return parse(text, {
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      bom: true,
      delimiter: delimiterOf(text),
      skip_empty_lines: true,
      trim: true,
      info: true,
      max_record_size: 40_000,
    }) as unknown as { record: Cells; info: { lines: number } }[];
  } catch (error) {
    if (error instanceof CsvError)
      refuse('invalid-input', 'csv_unreadable', { reason: error.message });
    throw error;
  }
}

/** Spreadsheets write what their country uses; the heading, which holds no values, tells which. */
function delimiterOf(text: string): string {
  const heading = text.split(/\r?\n/, 1)[0] ?? '';
  const count = (sign: string) => heading.split(sign).length;
  const signs = [',', ';', '\t'];
  return signs.reduce((most, sign) => (count(sign) > count(most) ? sign : most));
}

function readRow(cells: Cells, world: ImportWorld): Omit<ReadRow, 'line'> {
  const name = cellOf(cells, 'name') ?? '';
  const known = world.items.get(name);
  const problems: CellProblem[] = [];
  const kind = cellOf(cells, 'kind')?.toLowerCase() ?? known?.kind;
  if (known && kind !== known.kind) problems.push({ column: 'kind', key: 'csv_kind_fixed' });
  const columns = termColumns(world.exponent);
  const draft = {
    name,
    kind,
    status: cellOf(cells, 'status')?.toLowerCase() || (known?.status ?? 'draft'),
    ...readPlaces(cells, { world, known, problems }),
    terms: readTerms(cells, { columns, known: known?.terms, problems }),
    ...known?.rest,
  };
  const parsed = CreateItem.safeParse(draft);
  if (!parsed.success && problems.length === 0) problems.push(...problemsOf(parsed.error, columns));
  const isSound = parsed.success && problems.length === 0;
  return { name, known, item: isSound ? parsed.data : null, problems };
}

/** Category, sites and labels: what the row refers to by name. */
function readPlaces(
  cells: Cells,
  {
    world,
    known,
    problems,
  }: { world: ImportWorld; known: KnownItem | undefined; problems: CellProblem[] },
) {
  const category = cellOf(cells, 'category');
  const sites = cellOf(cells, 'sites');
  const labels = cellOf(cells, 'labels');
  const idsOf = (column: 'category' | 'sites', names: readonly string[]) =>
    names.flatMap((name) => {
      const id = (column === 'category' ? world.categories : world.sites).get(name);
      if (id !== undefined) return [id];
      const what = column === 'category' ? 'category' : 'site';
      problems.push({ column, key: 'csv_unknown_name', params: { what, name } });
      return [];
    });
  const [categoryId = null] = category ? idsOf('category', [category]) : [];
  return {
    categoryId: category === undefined ? (known?.categoryId ?? null) : categoryId,
    siteIds: sites === undefined ? (known?.siteIds ?? []) : idsOf('sites', readList(sites)),
    labels: labels === undefined ? (known?.labels ?? []) : readList(labels),
  };
}

/** The apostrophe that keeps a spreadsheet from running a cell does not belong to the value. */
function cellOf(cells: Cells, column: string): string | undefined {
  const cell = cells[column]?.trim();
  return cell !== undefined && /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

function readTerms(
  cells: Cells,
  {
    columns,
    known,
    problems,
  }: { columns: readonly TermColumn[]; known: ItemTerms | undefined; problems: CellProblem[] },
): Record<string, unknown> {
  const terms: Record<string, unknown> = {};
  for (const { header, term, codec } of columns) {
    const cell = cellOf(cells, header);
    if (cell === undefined) {
      if (known) terms[term] = known[term];
    } else if (cell !== '') {
      const result = codec.read(cell);
      if (result.ok) terms[term] = result.value;
      else problems.push({ column: header, key: result.key });
    }
  }
  return terms;
}

const keyPattern = /^[a-z][a-z0-9_]*$/;

function problemsOf(error: z.ZodError, columns: readonly TermColumn[]): CellProblem[] {
  return error.issues.map((issue) => {
    const [head, term] = issue.path;
    const column =
      head === 'terms'
        ? (columns.find((one) => one.term === term)?.header ?? 'specification')
        : String(head);
    const isMissing = issue.code === 'invalid_type' || issue.code === 'invalid_value';
    const key = keyPattern.test(issue.message)
      ? (issue.message as ErrorKey)
      : isMissing
        ? 'field_choice'
        : 'field_invalid';
    return { column, key };
  });
}
