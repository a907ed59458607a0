import { invalid } from './errors';
import { type FormObject, isObject } from './form';
import { check, items, type Shape, text } from './params';

const pageShape: Shape = {
  limit: 'integer',
  starting_after: 'text',
  ending_before: 'text',
  created: 'any',
};
const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

export type ListReply<Row> = {
  object: 'list';
  data: Row[];
  has_more: boolean;
  url: string;
};

export function listEnvelope<Row>(data: Row[], url: string, hasMore = false): ListReply<Row> {
  return { object: 'list', data, has_more: hasMore, url };
}

/** Returns one page of rows, which come newest first; `filters` names the fields matched exactly. */
export function listPage<Row extends { id: string }>(
  rows: Row[],
  input: FormObject,
  options: { url: string; filters: readonly string[]; extra?: Shape },
): ListReply<Row> {
  const shape: Shape = { ...pageShape, ...options.extra };
  for (const name of options.filters) shape[name] = 'text';
  check(input, shape);
  const limit = Number(text(input, 'limit') ?? LIMIT_DEFAULT);
  if (limit < 1 || limit > LIMIT_MAX) {
    throw invalid(`This value must be between 1 and ${LIMIT_MAX}.`, 'limit');
  }
  const matching = rows.filter(
    (row) => matches(row, input, options.filters) && wasCreated(row, input),
  );
  const after = text(input, 'starting_after');
  const before = text(input, 'ending_before');
  if (before)
    return pageBefore(matching, positionOf(matching, before, 'ending_before'), limit, options.url);
  const start = after ? positionOf(matching, after, 'starting_after') + 1 : 0;
  const page = matching.slice(start, start + limit);
  return listEnvelope(page, options.url, start + limit < matching.length);
}

function pageBefore<Row>(rows: Row[], end: number, limit: number, url: string): ListReply<Row> {
  const start = Math.max(0, end - limit);
  return listEnvelope(rows.slice(start, end), url, start > 0);
}

function positionOf(rows: { id: string }[], id: string, param: string): number {
  const position = rows.findIndex((row) => row.id === id);
  if (position === -1) throw invalid(`No such object: '${id}'`, param, 'resource_missing');
  return position;
}

function matches(row: object, input: FormObject, filters: readonly string[]): boolean {
  const fields = row as Record<string, unknown>;
  return filters.every((name) => {
    const wanted = text(input, name);
    return wanted === undefined || String(fields[name]) === wanted;
  });
}

function wasCreated(row: object, input: FormObject): boolean {
  const wanted = input['created'];
  const { created } = row as { created?: number };
  if (wanted === undefined || created === undefined) return true;
  if (!isObject(wanted)) return String(created) === wanted;
  const bound = (name: string, otherwise: number) => Number(text(wanted, name) ?? otherwise);
  return (
    created > bound('gt', -1) &&
    created >= bound('gte', 0) &&
    created < bound('lt', Number.POSITIVE_INFINITY) &&
    created <= bound('lte', Number.POSITIVE_INFINITY)
  );
}

/** Accepts both `type=x` and `types[]=x&types[]=y`. */
export function wantedTypes(input: FormObject): string[] {
  const single = text(input, 'type');
  return single ? [single] : items(input, 'types').map(String);
}
