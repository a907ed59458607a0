import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { type CellProblem, type CsvRow, readCsv } from '@/lib/lists/csv';
import { insertCustomers } from '../insert-customers';
import { readImportWorld } from '../lookups';
import { type JudgedRow, judgeRows } from './rules';

/** Bytes; 20,000 rows with every column filled stay well below this limit. */
export const IMPORT_BYTES_MAX = 5_000_000;
const ROWS_MAX = 20_000;
/** Rows per transaction, few enough that nothing waits long for its locks. */
const CHUNK_ROWS = 250;

export const ImportCustomers = z.object({
  text: z.string().min(1, 'field_required').max(IMPORT_BYTES_MAX, 'field_file_size'),
});

export type ImportedRow = {
  line: number;
  name: string;
  verdict: 'create' | 'created' | 'there' | 'refused';
  /** The existing or newly created customer. */
  customerId: number | null;
  problems: CellProblem[];
};

/** Shows what each row of a file would do, without writing anything. */
export async function previewCustomerImport(
  ctx: Ctx,
  input: z.infer<typeof ImportCustomers>,
): Promise<ImportedRow[]> {
  const rows = readRows(ctx, input);
  return judgeRows(rows, await readImportWorld(ctx, rows)).map(toImported);
}

/**
 * Imports valid rows in chunks. A failing row does not block others, and committed chunks survive an interruption.
 * Importing the same file again finds every customer already there.
 */
export async function importCustomers(
  ctx: Ctx,
  input: z.infer<typeof ImportCustomers>,
): Promise<ImportedRow[]> {
  const rows = readRows(ctx, input);
  // Validated against the whole file, because a duplicate may be in another chunk.
  const judged = judgeRows(rows, await readImportWorld(ctx, rows));
  const done = new Map(judged.map((row) => [row.line, toImported(row)]));
  const wanted = new Set(judged.filter((row) => row.verdict === 'create').map(({ line }) => line));
  const open = rows.filter(({ line }) => wanted.has(line));
  for (let from = 0; from < open.length; from += CHUNK_ROWS) {
    for (const row of await importChunk(ctx, open.slice(from, from + CHUNK_ROWS)))
      done.set(row.line, row);
  }
  const results = [...done.values()];
  const created = results.filter(({ verdict }) => verdict === 'created').length;
  await inTransaction(ctx, (tctx) =>
    recordAudit(tctx, {
      action: 'customers.import',
      subject: { kind: 'list', id: 'customers' },
      after: { rows: results.length, created },
    }),
  );
  return results;
}

function readRows(ctx: Ctx, input: z.infer<typeof ImportCustomers>): CsvRow[] {
  requireStaff(ctx, 'import');
  requireStaff(ctx, 'customers.write');
  return readCsv(ImportCustomers.parse(input).text, { rowsMax: ROWS_MAX, needed: 'name' });
}

/** Inserts a chunk in one transaction. If the database refuses it, each row is retried alone to find the faulty one. */
async function importChunk(ctx: Ctx, rows: readonly CsvRow[]): Promise<ImportedRow[]> {
  try {
    return await insertRows(ctx, rows);
  } catch (error) {
    const [row] = rows;
    if (row === undefined) return [];
    if (rows.length === 1) return [defectOf(row, error)];
    const results: ImportedRow[] = [];
    for (const one of rows) results.push(...(await importChunk(ctx, [one])));
    return results;
  }
}

/** Validates again under a lock, because a concurrent import may have added some of the customers. */
async function insertRows(ctx: Ctx, rows: readonly CsvRow[]): Promise<ImportedRow[]> {
  return inTransaction(ctx, async (tctx) => {
    await tctx.tx.execute(sql`select pg_advisory_xact_lock(hashtext('customer-import'))`);
    const judged = judgeRows(rows, await readImportWorld(tctx, rows));
    const added = judged.filter((row) => row.verdict === 'create');
    const ids = await insertCustomers(
      tctx,
      added.map(({ person }) => person),
    );
    const idOfLine = new Map(added.map(({ line }, index) => [line, ids[index] ?? null]));
    return judged.map((row): ImportedRow => {
      const customerId = idOfLine.get(row.line);
      if (customerId === undefined) return toImported(row);
      return { ...toImported(row), verdict: 'created', customerId };
    });
  });
}

function toImported(row: JudgedRow): ImportedRow {
  const { line, name, verdict } = row;
  return {
    ...{ line, name, verdict },
    customerId: row.verdict === 'there' ? row.customerId : null,
    problems: row.verdict === 'refused' ? row.problems : [],
  };
}

function defectOf(row: CsvRow, error: unknown): ImportedRow {
  const id = logDefect(error, { edge: 'customer-import', line: row.line });
  const problem: CellProblem = { column: 'name', key: 'unexpected', params: { id } };
  const { line, cells } = row;
  return {
    line,
    name: cells['name'] ?? '',
    verdict: 'refused',
    customerId: null,
    problems: [problem],
  };
}
