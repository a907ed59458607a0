import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { type ErrorKey, type RefusalParams, refuse } from '@/lib/kit/errors';
import type { TextEncoding } from './text-encodings';

/** A problem in one cell of an imported file. */
export type CellProblem = { column: string; key: ErrorKey; params?: RefusalParams };

/** A row's cells by heading, unchanged. */
export type Cells = Record<string, string>;

export type CsvRow = {
  cells: Cells;
  /** As text editors count lines; the heading is line 1. */
  line: number;
  /** The number of cells compared to the heading. An extra comma moves all later values into the wrong column. */
  width: 'same' | 'less' | 'more';
  /** Undecodable cells, if any; such a row is never imported. */
  unread?: CellProblem[];
};

/** More than any real list; a heading with thousands of columns would make every short row just as long. */
const COLUMNS_MAX = 500;

/**
 * Parses a file with headings, with any common delimiter. Stops reading soon after the row limit is exceeded.
 * @throws DomainError if the file cannot be read, has too many rows or lacks a required column
 */
export function readCsv(
  text: string,
  { rowsMax, needed }: { rowsMax: number; needed: string },
): CsvRow[] {
  const { headings, records } = readRecords(text, rowsMax + 1);
  if (records.length > rowsMax) refuse('limit', 'csv_too_many_rows', { max: rowsMax });
  if (records.length === 0 || !headings.includes(needed))
    refuse('invalid-input', 'csv_column_missing', { column: needed });
  return records.map(({ record, info }) => {
    const cells = cellsOf(headings, record);
    const width = record.length - headings.length;
    return {
      cells,
      line: info.lines,
      width: width === 0 ? 'same' : width > 0 ? 'more' : 'less',
      ...unreadCells(cells),
    };
  });
}

/** A row that is too short lacks its last columns; if a heading is repeated, the later column wins. */
function cellsOf(headings: readonly string[], record: readonly string[]): Cells {
  return Object.fromEntries(
    record.slice(0, headings.length).map((cell, at) => [headings[at], cell]),
  );
}

/** The replacement character of undecodable bytes, and control characters that do not occur in text. */
const UNREADABLE = /\uFFFD|(?![\t\n\v\f\r\0])\p{Cc}/u;

function unreadCells(cells: Cells): Pick<CsvRow, 'unread'> {
  const unread = Object.entries(cells)
    .filter(([, cell]) => UNREADABLE.test(cell))
    .map(([column]): CellProblem => ({ column, key: 'csv_undecodable' }));
  return unread.length === 0 ? {} : { unread };
}

/** Some rows of a file. `others` are the row in other encodings that fit the file as well, where it differs. */
export type CsvSample = { line: number; text: string; others: OtherReading[] }[];
type OtherReading = { encoding: TextEncoding; text: string };
const SEPARATOR = ' · ';
const SAMPLE_ROWS = 5;
/** Enough for every letter of any Latin alphabet; other scripts have more signs than anybody would check. */
const SAMPLE_ROWS_MAX = 40;
/** Only a few rows are shown, and all rows share one encoding, so reading more adds nothing. */
const SAMPLED_ROWS_MAX = 20_000;

/**
 * Returns the rows that show whether the encoding is right. Every character that is not ASCII is in one of them,
 * because a wrong encoding may be wrong in a single letter; so is every letter in which a rival differs.
 */
export function sampleCsv(text: string, rivals: readonly OtherReading[] = []): CsvSample {
  const others = rivals.map((rival) => ({
    encoding: rival.encoding,
    lines: readRecords(rival.text, SAMPLED_ROWS_MAX).records.map(lineOf),
  }));
  const rows = readRecords(text, SAMPLED_ROWS_MAX).records.map((parsed, at): SampleRow => {
    const line = lineOf(parsed);
    const readings = others.flatMap(({ encoding, lines }) => {
      const other = lines[at];
      return other === undefined || other === line ? [] : [{ encoding, text: other }];
    });
    return { line: parsed.info.lines, text: line, others: readings };
  });
  const telling = rows.filter((row) => signsOf(row).length > 0);
  return (telling.length > 0 ? covering(telling) : rows.slice(0, SAMPLE_ROWS)).toSorted(
    (one, other) =>
      Number(other.others.length > 0) - Number(one.others.length > 0) || one.line - other.line,
  );
}

type SampleRow = CsvSample[number];

const signsOf = ({ text }: SampleRow) =>
  [...text.replaceAll(SEPARATOR, '')].filter((sign) => sign > '\x7f');

function lineOf({ record }: Parsed): string {
  return record.filter((cell) => cell !== '').join(SEPARATOR);
}

/** Returns the first rows, and every later one with a character that none before it has. */
function covering(rows: readonly SampleRow[]): SampleRow[] {
  const seen = new Set<string>();
  const chosen: SampleRow[] = [];
  for (const row of rows) {
    if (chosen.length >= SAMPLE_ROWS_MAX) break;
    const fresh = signsOf(row).filter((sign) => !seen.has(sign));
    if (fresh.length === 0 && chosen.length >= SAMPLE_ROWS) continue;
    for (const sign of fresh) seen.add(sign);
    chosen.push(row);
  }
  return chosen;
}

type Parsed = { record: string[]; info: { lines: number } };

/** Returns the headings and the first rows below them. */
function readRecords(text: string, rowsMax: number): { headings: string[]; records: Parsed[] } {
  const [heading] = parseRecords(text, 1);
  const headings = (heading?.record ?? []).map((name) => name.trim().toLowerCase());
  if (headings.length > COLUMNS_MAX) refuse('limit', 'csv_too_many_columns', { max: COLUMNS_MAX });
  return { headings, records: parseRecords(text, rowsMax + 1).slice(1) };
}

function parseRecords(file: string, recordsMax: number): Parsed[] {
  const named = namedDelimiterOf(file);
  const text = named === null ? file : file.slice(named.length);
  const records = parseText({ text, delimiter: named?.sign ?? delimiterOf(text) }, recordsMax);
  if (named === null) return records;
  return records.map(({ record, info }) => ({ record, info: { lines: info.lines + 1 } }));
}

function parseText(
  { text, delimiter }: { text: string; delimiter: string },
  recordsMax: number,
): Parsed[] {
  try {
    return parse(text, {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      trim: true,
      info: true,
      relax_column_count: true,
      max_record_size: 40_000,
      to: recordsMax,
    }) as unknown as Parsed[];
  } catch (error) {
    if (error instanceof CsvError)
      refuse('invalid-input', 'csv_unreadable', { reason: error.message });
    throw error;
  }
}

/** Excel takes the delimiter from such a line. It precedes the heading and is not a row. */
function namedDelimiterOf(text: string): { sign: string; length: number } | null {
  const line = /^\uFEFF?("?)sep=([^"\r\n])\1[,;\t]*(?:\r\n|\r|\n|$)/i.exec(text);
  const sign = line?.[2];
  return line === null || sign === undefined ? null : { sign, length: line[0].length };
}

/** Spreadsheets use their country's delimiter. It is detected from the heading, which contains no values. */
function delimiterOf(text: string): string {
  const heading = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const count = (sign: string) => heading.split(sign).length;
  const signs = [',', ';', '\t'];
  return signs.reduce((most, sign) => (count(sign) > count(most) ? sign : most));
}

/** Cells that a spreadsheet would run as a formula, with any apostrophes before them. */
export const FORMULA_PATTERN = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Returns a cell without the apostrophe that only keeps a spreadsheet from running it. */
export function cellOf(cells: Cells, column: string): string | undefined {
  const cell = cells[column]?.trim();
  return cell?.startsWith("'") && FORMULA_PATTERN.test(cell) ? cell.slice(1) : cell;
}

/** Splits a cell that lists several names. */
export function readList(cell: string, between: string | RegExp = '|'): string[] {
  return cell
    .split(between)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

const KEY_PATTERN = /^[a-z][a-z0-9_]*$/;

/** The message for a value that failed validation: the schema's own key, or one for the kind of issue. */
export function faultOf(issue: z.core.$ZodIssue): Omit<CellProblem, 'column'> {
  if (KEY_PATTERN.test(issue.message)) {
    const key = issue.message as ErrorKey;
    return issue.code === 'too_big' ? { key, params: { max: Number(issue.maximum) } } : { key };
  }
  // The codecs have converted what a cell holds, so that only a blank one has no value of the type.
  if (issue.code === 'invalid_type') return { key: 'field_required' };
  return { key: issue.code === 'invalid_value' ? 'field_choice' : 'field_invalid' };
}
