import {
  createLoader,
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsString,
  type SearchParams,
} from 'nuqs/server';

/** What a table can be asked by its address. Shared by page, table and bulk action. */
export type TableSpec = {
  /** Names the table in cookies; unique in the app. */
  id: string;
  /** Column ids that can be sorted by. */
  sortable: readonly string[];
  defaultSort: { column: string; direction: SortDirection };
  /** Names of filters; each takes one or more values. */
  filters: readonly string[];
};

export type SortDirection = 'asc' | 'desc';

/** A table's state as its address tells it. */
export type TableQuery = {
  search: string;
  sort: { column: string; direction: SortDirection };
  /** Keyset cursors, opaque; at most one is set. */
  after: string | undefined;
  before: string | undefined;
  /** Only filters that are set. */
  filters: Record<string, readonly string[]>;
};

const SEARCH_MAX = 100;

/** Each value is drawn once for itself, and again in the address of every heading and page. */
const VALUES_MAX = 50;

const wholeList = parseAsArrayOf(parseAsString);
const listParser = createParser({
  parse: (text: string) => wholeList.parse(text)?.slice(0, VALUES_MAX) ?? null,
  serialize: (values: string[]) => wholeList.serialize(values),
  eq: (left, right) => wholeList.eq(left, right),
}).withDefault([]);

/** URL parsers every table has: `q`, `sort` (`-name` is descending) and the cursors. */
export const baseParsers = {
  q: parseAsString.withDefault(''),
  sort: parseAsString.withDefault(''),
  after: parseAsString,
  before: parseAsString,
};

/** One list of values per filter: `?status=active,stopped`. */
export function filterParsers(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, listParser]));
}

/** Reads the address. Unknown columns and filters fall back to the default, never to an error. */
export function readTableQuery(
  spec: TableSpec,
  searchParams: SearchParams | URLSearchParams,
): TableQuery {
  const { q, sort, after, before } = createLoader(baseParsers)(searchParams);
  const filterValues = createLoader(filterParsers(spec.filters))(searchParams);
  const column = sort.replace(/^-/, '');
  const known = spec.sortable.includes(column);
  const filters = Object.fromEntries(
    Object.entries(filterValues).filter(([, values]) => values.length > 0),
  );
  return {
    // PostgreSQL has no text with a NUL in it: nothing can be found by one.
    search: q.replaceAll('\0', ' ').trim().slice(0, SEARCH_MAX),
    sort: known
      ? { column, direction: sort.startsWith('-') ? 'desc' : 'asc' }
      : { ...spec.defaultSort },
    after: after ?? undefined,
    before: after === null ? (before ?? undefined) : undefined,
    filters,
  };
}

/** What to change in the address; cursors always go, because another order or filter is another list. */
export type TableChange = {
  search?: string;
  sort?: { column: string; direction: SortDirection };
  after?: string;
  before?: string;
  filters?: Record<string, readonly string[]>;
};

/** The address of the same table with something changed. */
export function tableHref(
  path: string,
  spec: TableSpec,
  query: TableQuery,
  change: TableChange,
): string {
  const sort = change.sort ?? query.sort;
  const isDefault =
    sort.column === spec.defaultSort.column && sort.direction === spec.defaultSort.direction;
  const filters = change.filters ?? query.filters;
  const withFilters = createSerializer(filterParsers(spec.filters))(
    path,
    Object.fromEntries(spec.filters.map((name) => [name, [...(filters[name] ?? [])]])),
  );
  return createSerializer(baseParsers)(withFilters, {
    q: change.search ?? query.search,
    sort: isDefault ? '' : (sort.direction === 'desc' ? '-' : '') + sort.column,
    after: change.after ?? null,
    before: change.before ?? null,
  });
}

/** Is anything narrowed down? Tells "no match" from "nothing here yet". */
export function isNarrowed(query: TableQuery): boolean {
  return query.search !== '' || Object.keys(query.filters).length > 0;
}
