/** Keyset cursors and search parsing shared by every long list. Pure; the SQL is in the screens. */

/** Rows per page: rendering a row costs more than reading it. */
export const PAGE_ROWS_MAX = 50;

/** Counting stops here: beyond it, "many" is enough. */
export const COUNT_MAX = 1000;

/** The start of a page: the sort value and the id of a neighbouring row, as text. */
export type Cursor = { value: string; id: string };

/** The requested page of a list; at most one of the two is set, as written by `writeCursor`. */
export type Paging = { after?: string | undefined; before?: string | undefined };

export type Page<Row> = { rows: Row[]; next: string | undefined; previous: string | undefined };

export function writeCursor({ value, id }: Cursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url');
}

/** Parses a cursor; null for anything `writeCursor` did not produce, so a broken URL shows the first page. */
export function readCursor(text: string | undefined): Cursor | null {
  if (text === undefined || text.length > 1_000) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== 2) return null;
    const [value, id] = parts as unknown[];
    return isStorable(value) && typeof id === 'string' && /^\d{1,19}$/.test(id)
      ? { value, id }
      : null;
  } catch {
    return null;
  }
}

/** PostgreSQL text cannot contain NUL. */
function isStorable(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

/**
 * Builds a page. `rows` has up to one row more than `limit`, in query order: for the previous page the list is read
 * backwards and reversed here.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  { limit, paging, cursorOf }: { limit: number; paging: Paging; cursorOf: (row: Row) => Cursor },
): Page<Row> {
  const isBack = readCursor(paging.before) !== null;
  const isFirst = !isBack && readCursor(paging.after) === null;
  const hasMore = rows.length > limit;
  const kept = rows.slice(0, limit);
  const shown = isBack ? kept.reverse() : kept;
  const edge = (row: Row | undefined) =>
    row === undefined ? undefined : writeCursor(cursorOf(row));
  return {
    rows: shown,
    next: isBack || hasMore ? edge(shown.at(-1)) : undefined,
    previous: isBack
      ? hasMore
        ? edge(shown[0])
        : undefined
      : isFirst
        ? undefined
        : edge(shown[0]),
  };
}

/** A parsed search text. */
export type SearchPlan = {
  /** LIKE patterns the lower-case search document must all match. */
  patterns: readonly string[];
  /** `#12` finds exactly this customer; a bare number may also be an id. */
  customerId: number | null;
  /** `#s12` finds exactly this service. */
  serviceId: number | null;
  /** Whether only the id counts, and no pattern. */
  isExact: boolean;
};

/** Shorter words contain no trigram, so they only match at the beginning of a word. */
const SUBSTRING_LENGTH_MIN = 3;
const WORDS_MAX = 6;

/** Parses a search text; null if it is empty. */
export function planSearch(text: string): SearchPlan | null {
  const asked = text.replaceAll('\0', ' ').trim().toLowerCase().slice(0, 100);
  if (asked === '') return null;
  const exact = /^#(s?)(\d{1,15})$/.exec(asked);
  if (exact) {
    const id = Number(exact[2]);
    const isService = exact[1] === 's';
    return {
      patterns: [],
      customerId: isService ? null : id,
      serviceId: isService ? id : null,
      isExact: true,
    };
  }
  const words = wordsOf(asked);
  const isNumber = /^\d{1,15}$/.test(asked);
  return {
    patterns: words.slice(0, WORDS_MAX).map(patternOf),
    customerId: isNumber ? Number(asked) : null,
    serviceId: isNumber ? Number(asked) : null,
    isExact: words.length === 0,
  };
}

/** A phone number is one word however it is grouped, without trunk zeros; MAC addresses keep their colons. */
function wordsOf(asked: string): string[] {
  if (/^[+(]?\d[\d\s()/-]{5,}$/.test(asked)) return [asked.replace(/\D/g, '').replace(/^0+/, '')];
  return asked
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) =>
      /^[0-9a-f]{2}(-[0-9a-f]{2}){2,5}$/.test(word) ? word.replaceAll('-', ':') : word,
    );
}

function patternOf(word: string): string {
  const literal = word.replace(/[\\%_]/g, (mark) => `\\${mark}`);
  return word.length >= SUBSTRING_LENGTH_MIN ? `%${literal}%` : `% ${literal}%`;
}
