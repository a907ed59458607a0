import 'server-only';
import { stringify } from 'csv-stringify/sync';
import { getTranslations } from 'next-intl/server';
import { type FileReading, fileReading } from '@/app/_operator/file-reading';
import type { ImportedRow } from '@/lib/customers/import/import-customers';
import type { TextFile } from '@/lib/lists/text-file';

export type ReportRow = {
  line: number;
  name: string;
  verdict: ImportedRow['verdict'];
  customerId: number | null;
  /** Each is a sentence that names the column. */
  problems: string[];
};

export type ImportReport = {
  reading: FileReading;
  counts: Record<ImportedRow['verdict'], number>;
  /** The first rows, those with problems before the others. */
  rows: ReportRow[];
  total: number;
  /** Every row with its verdict, as a CSV file. */
  csv: string;
};

const SHOWN_MAX = 200;

/** The report of an import, before and after it was applied. */
export async function importReport(
  file: TextFile,
  imported: readonly ImportedRow[],
): Promise<ImportReport> {
  const [t, errors] = await Promise.all([
    getTranslations('admin-customers.import'),
    getTranslations('errors'),
  ]);
  const rows = imported.map(
    ({ problems, ...row }): ReportRow => ({
      ...row,
      problems: problems.map(({ column, key, params }) =>
        t('columnProblem', { column, problem: errors(key, (params ?? {}) as never) }),
      ),
    }),
  );
  const counts = { create: 0, created: 0, there: 0, refused: 0 };
  for (const { verdict } of rows) counts[verdict] += 1;
  const heads = (['line', 'name', 'result', 'number', 'problems'] as const).map((head) => t(head));
  const lines = rows.map((row) => [
    row.line,
    row.name,
    t(`verdicts.${row.verdict}`),
    row.customerId ?? '',
    row.problems.join(' '),
  ]);
  const inOrder = rows.toSorted((one, other) => rank[one.verdict] - rank[other.verdict]);
  return {
    reading: fileReading(file),
    counts,
    rows: inOrder.slice(0, SHOWN_MAX),
    total: rows.length,
    csv: stringify([heads, ...lines], { escape_formulas: true, bom: true }),
  };
}

const rank = { refused: 0, there: 1, create: 2, created: 2 } as const;
