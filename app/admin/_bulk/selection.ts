import type { Route } from 'next';
import type { SearchParams } from 'nuqs/server';
import { z } from 'zod';
import { readTableQuery, type TableSpec } from '@/app/_tables/table-query';

/** A list's selection: row ids, or the list's address for "all matching". */
export const Selection = z.object({
  ids: z
    .array(z.string().regex(/^\d{1,15}$/))
    .max(50)
    .default([]),
  allMatching: z.boolean().default(false),
  query: z.string().max(2_000).default(''),
});
export type Selection = z.infer<typeof Selection>;

/** Address of the page that asks what to do with a selection. */
export function bulkHref(path: string, { ids, allMatching, query }: Selection): Route {
  return `${path}?${allMatching ? `all=on&${query}` : `ids=${ids.join(',')}`}` as Route;
}

/** Parses the selection from that page's address; `query` is the list's own address. */
export function readSelection(spec: TableSpec, params: SearchParams) {
  const one = (name: string) => (typeof params[name] === 'string' ? params[name] : '');
  if (one('all') === 'on') {
    const pairs = Object.entries(params).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[0] !== 'all',
    );
    const query = new URLSearchParams(pairs).toString().slice(0, 2_000);
    return { ids: [], query, table: readTableQuery(spec, new URLSearchParams(query)) };
  }
  const ids = one('ids')
    .split(',')
    .filter((id) => /^[1-9]\d{0,14}$/.test(id))
    .slice(0, 50);
  return { ids, query: '', table: null };
}
