import type { z } from 'zod';
import { CreateItem, Item, type ItemTerms, type ParsedItem } from '@/lib/catalog/item-input';
import { foldedName } from '@/lib/catalog/rules/folded-name';
import { neverEnds } from '@/lib/catalog/rules/plan-end';
import { planTargetVerdict, targetFaults } from '@/lib/catalog/rules/plan-target';
import { type CellProblem, type Cells, cellOf, faultOf, readCsv } from '@/lib/lists/csv';
import { readNames } from './codecs';
import { type TermColumn, termColumns } from './columns';
import type { ImportWorld, KnownItem } from './import-world';
import { readAudience } from './read-audience';

const IMPORT_ROWS_MAX = 500;

export type ReadRow = {
  /** As text editors count lines; the heading is line 1. */
  line: number;
  name: string;
  known: KnownItem | undefined;
  item: ParsedItem | null;
  /** Names of the plans its subscribers may change to; undefined leaves them unchanged. */
  targets: string[] | undefined;
  problems: CellProblem[];
};

/** Returns the ids in the customers column, to look up which exist. */
export function customerIdsInCsv(text: string): number[] {
  const rows = readCsv(text, { rowsMax: IMPORT_ROWS_MAX, needed: 'name' });
  const cells = rows.flatMap((row) => readNames(cellOf(row.cells, 'customers') ?? ''));
  const numbers = cells.map((cell) => cell.replace('#', ''));
  return [...new Set(numbers.filter((one) => /^\d{1,15}$/.test(one)).map(Number))];
}

/**
 * Parses a catalogue file. A missing column leaves an existing item unchanged; a blank cell means the default. Image
 * and datasheet are not part of the file and stay.
 * @throws DomainError if the file as a whole cannot be read
 */
export function readItemsCsv(text: string, world: ImportWorld): ReadRow[] {
  const rows = readCsv(text, { rowsMax: IMPORT_ROWS_MAX, needed: 'name' });
  const seen = new Set<string>();
  const read = rows.map(({ cells, line, width, unread }) => {
    const row = readRow(cells, world);
    if (unread) return { ...row, line, item: null, problems: unread };
    if (width !== 'same') {
      const key = width === 'more' ? 'csv_cells_too_many' : 'csv_cells_too_few';
      return { ...row, line, item: null, problems: [{ column: 'name', key } as const] };
    }
    // Items from before names had to differ by more than case may both be in the file.
    const nameKey = row.known ? row.name : foldedName(row.name);
    const isRepeated = row.name !== '' && seen.has(nameKey);
    seen.add(nameKey);
    const repeated: CellProblem = {
      column: 'name',
      key: 'csv_name_repeated',
      params: { name: row.name },
    };
    return {
      ...row,
      line,
      problems: isRepeated ? [...row.problems, repeated] : row.problems,
    };
  });
  return refuseWrongTargets(read, world);
}

/** A target must exist or be created by a valid row of the same file, and be one that a service can change to. */
function refuseWrongTargets(rows: readonly ReadRow[], world: ImportWorld): ReadRow[] {
  const sound = new Map(
    rows.flatMap(({ name, item, problems }) =>
      item && problems.length === 0 ? [[name, item] as const] : [],
    ),
  );
  const checked = rows.map((row) => {
    if (row.problems.length > 0) return row;
    const problem = targetProblem(row, { sound, world });
    return problem ? { ...row, item: null, problems: [problem] } : row;
  });
  const isStable = checked.every((row, index) => row === rows[index]);
  return isStable ? checked : refuseWrongTargets(checked, world);
}

/**
 * Returns the first fault of a row's new targets. A known target must be possible as it is and as the file makes it,
 * because the rows are applied one by one.
 */
function targetProblem(
  { name: ownName, item, known, targets = [] }: ReadRow,
  { sound, world }: { sound: ReadonlyMap<string, ParsedItem>; world: ImportWorld },
): CellProblem | null {
  const column = 'changes_to';
  for (const name of targets) {
    const target = world.items.get(name);
    const forms = [target, sound.get(name)].filter((form) => form !== undefined);
    if (forms.length === 0)
      return { column, key: 'csv_unknown_name', params: { what: 'plan', name } };
    if (!item || name === ownName || (target && known?.targetItemIds.includes(target.itemId)))
      continue;
    for (const { kind, terms } of forms) {
      const verdict = planTargetVerdict(item, { kind, intervalCount: terms.intervalCount });
      if (!verdict.allowed) return { column, key: targetFaults[verdict.why], params: { name } };
    }
  }
  return null;
}

function isTaken(name: string, { items }: ImportWorld): boolean {
  return [...items.keys()].some((other) => foldedName(other) === foldedName(name));
}

function readRow(cells: Cells, world: ImportWorld): Omit<ReadRow, 'line'> {
  const name = cellOf(cells, 'name') ?? '';
  const known = world.items.get(name);
  const problems: CellProblem[] = [];
  if (!known && isTaken(name, world))
    problems.push({ column: 'name', key: 'name_taken', params: { name } });
  const kind = cellOf(cells, 'kind')?.toLowerCase() ?? known?.kind;
  if (known && kind !== known.kind) problems.push({ column: 'kind', key: 'csv_kind_fixed' });
  const columns = termColumns(world.exponent);
  const { targets, ...audience } = readAudience(cells, { world, known, problems });
  const draft = {
    name,
    kind,
    status: cellOf(cells, 'status')?.toLowerCase() || (known?.status ?? 'draft'),
    ...audience,
    terms: readTerms(cells, { columns, known: known?.terms, problems }),
  };
  // A plan that never ends is not on offer, but the rest of it can be changed, here as in the form.
  const isEndless = known && neverEnds({ kind: known.kind, ...known.terms });
  const parsed = (isEndless ? Item : CreateItem).safeParse(draft);
  if (!parsed.success && problems.length === 0) problems.push(...problemsOf(parsed.error, columns));
  const isSound = parsed.success && problems.length === 0;
  return { name, known, item: isSound ? parsed.data : null, targets, problems };
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

function problemsOf(error: z.ZodError, columns: readonly TermColumn[]): CellProblem[] {
  return error.issues.map((issue) => {
    const [head, term] = issue.path;
    const column =
      head === 'terms'
        ? (columns.find((one) => one.term === term)?.header ?? 'specification')
        : String(head);
    return { column, ...faultOf(issue) };
  });
}
