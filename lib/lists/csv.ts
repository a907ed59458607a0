import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { type ErrorKey, type RefusalParams, refuse } from '@/lib/kit/errors';

/** What is wrong in one cell of an imported file. */
export type CellProblem = { column: string; key: ErrorKey; params?: RefusalParams };

/** A row by its headings, as it stands in the file. */
export type Cells = Readonly<Record<string, string>>;

export type CsvRow = {
  cells: Cells;
  /** As a text editor counts them; the heading is line 1. */
  line: number;
  /** Against the heading. A comma too many moves every value behind it into the wrong column. */
  width: 'same' | 'less' | 'more';
  /** Cells that are not the text somebody wrote, if any: such a row is never imported. */
  unread?: CellProblem[];
};

/**
 * Reads a file with headings, whatever sign the spreadsheet put between the cells.
 * @throws DomainError when the file as a whole cannot be read, has too many rows or lacks a column
 */
export function readCsv(
  text: string,
  { rowsMax, needed }: { rowsMax: number; needed: string },
): CsvRow[] {
  const rows = parseText(text).map(({ record, info }) => ({
    cells: record,
    line: info.lines,
    width: widthOf(record, info.error),
    ...unreadCells(record),
  }));
  if (rows.length > rowsMax) refuse('limit', 'csv_too_many_rows', { max: rowsMax });
  if (!(needed in (rows[0]?.cells ?? {})))
    refuse('invalid-input', 'csv_column_missing', { column: needed });
  return rows;
}

/** What stands for bytes that mean nothing in the file's encoding, and control characters of no text. */
const unreadable = /\uFFFD|(?![\t\n\v\f\r\0])\p{Cc}/u;

function unreadCells(cells: Cells): Pick<CsvRow, 'unread'> {
  const unread = Object.entries(cells)
    .filter(([, cell]) => unreadable.test(cell))
    .map(([column]): CellProblem => ({ column, key: 'csv_undecodable' }));
  return unread.length === 0 ? {} : { unread };
}

export type CsvSample = { line: number; text: string }[];
const sampleRows = 5;

/** The rows by which people see whether a file was read by the right encoding: those that are not ASCII. */
export function sampleCsv(text: string): CsvSample {
  const rows = parseText(text).map(({ record, info }) => ({
    line: info.lines,
    cells: Object.values(record).filter((cell) => cell !== ''),
  }));
  const telling = rows.filter(({ cells }) => cells.some((cell) => /\P{ASCII}/u.test(cell)));
  return (telling.length > 0 ? telling : rows)
    .slice(0, sampleRows)
    .map(({ line, cells }) => ({ line, text: cells.join(' · ') }));
}

function widthOf(cells: Cells, error: CsvError | undefined): CsvRow['width'] {
  if (!error) return 'same';
  const given: unknown = error['record'];
  return Array.isArray(given) && given.length > Object.keys(cells).length ? 'more' : 'less';
}

type Parsed = { record: Cells; info: { lines: number; error?: CsvError } };

function parseText(text: string): Parsed[] {
  try {
    return parse(text, {
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      bom: true,
      delimiter: delimiterOf(text),
      skip_empty_lines: true,
      trim: true,
      info: true,
      relax_column_count: true,
      max_record_size: 40_000,
    }) as unknown as Parsed[];
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

/** What a spreadsheet would run, with the apostrophes that may stand before it. */
export const formulaPattern = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The apostrophe that keeps a spreadsheet from running a cell does not belong to the value. */
export function cellOf(cells: Cells, column: string): string | undefined {
  const cell = cells[column]?.trim();
  return cell?.startsWith("'") && formulaPattern.test(cell) ? cell.slice(1) : cell;
}

/** Several names in one cell, between the given sign. */
export function readList(cell: string, between: string | RegExp = '|'): string[] {
  return cell
    .split(between)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

const keyPattern = /^[a-z][a-z0-9_]*$/;

/** What a value that the schema refused is told: the schema's own key, or one for the kind of fault. */
export function faultOf(issue: z.core.$ZodIssue): Omit<CellProblem, 'column'> {
  if (keyPattern.test(issue.message)) {
    const key = issue.message as ErrorKey;
    return issue.code === 'too_big' ? { key, params: { max: Number(issue.maximum) } } : { key };
  }
  const isChoice = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  return { key: isChoice ? 'field_choice' : 'field_invalid' };
}
