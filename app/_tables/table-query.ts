import {
  createLoader,
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsString,
  type SearchParams,
} from 'nuqs/server';

/** Query parameters of a table. Shared by page, table and bulk action. */
export type TableSpec = {
  /** Identifies the table in cookies; unique in the app. */
  id: string;
  /** Ids of sortable columns. */
  sortable: readonly string[];
  defaultSort: { column: string; direction: SortDirection };
  /** Names of filters; each takes one or more values. */
  filters: readonly string[];
};

export type SortDirection = 'asc' | 'desc';

/** A table's state, parsed from its address. */
export type TableQuery = {
  search: string;
  sort: { column: string; direction: SortDirection };
  /** Keyset cursors, opaque; at most one is set. */
  after: string | undefined;
  before: string | undefined;
  /** Only active filters. */
  filters: Record<string, readonly string[]>;
};

const SEARCH_MAX = 100;

/** Every value is rendered itself and again in the link of every heading and page. */
const VALUES_MAX = 50;

const wholeList = parseAsArrayOf(parseAsString);
const listParser = createParser({
  parse: (text: string) => wholeList.parse(text)?.slice(0, VALUES_MAX) ?? null,
  serialize: (values: string[]) => wholeList.serialize(values),
  eq: (left, right) => wholeList.eq(left, right),
}).withDefault([]);

/** Parameters of every table: `q`, `sort` (`-name` is descending) and the cursors. */
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

/** Parses the address. Unknown columns and filters fall back to the default instead of failing. */
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
    // PostgreSQL text cannot contain a NUL, so a search for one finds nothing.
    search: q.replaceAll('\0', ' ').trim().slice(0, SEARCH_MAX),
    sort: known
      ? { column, direction: sort.startsWith('-') ? 'desc' : 'asc' }
      : { ...spec.defaultSort },
    after: after ?? undefined,
    before: after === null ? (before ?? undefined) : undefined,
    filters,
  };
}

/** Changes to an address. Cursors are always dropped, because another order or filter is another list. */
export type TableChange = {
  search?: string;
  sort?: { column: string; direction: SortDirection };
  after?: string;
  before?: string;
  filters?: Record<string, readonly string[]>;
};

/** The address of the same table with changes applied. */
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

/** Whether a search or filter is active, which distinguishes "no match" from "nothing here yet". */
export function isNarrowed(query: TableQuery): boolean {
  return query.search !== '' || Object.keys(query.filters).length > 0;
}
