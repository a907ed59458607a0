import { type Command, isWriteVerb } from './command';
import type { Router, Row, RowTable, Values, WriteVerb } from './model';
import { unknownPath } from './personality';
import { compileQuery } from './query';
import {
  failure,
  missingArgument,
  noMatch,
  noSuchCommand,
  noSuchItem,
  notPermitted,
  Trap,
  unknownParameter,
} from './trap';

export type Reply = string[][];

const printArguments = new Set(['.proplist', 'detail', 'stats', 'count-only', 'terse', 'brief']);

/** Runs one command against the router; every refusal becomes `!trap` sentences. */
export function execute(router: Router, command: Command): Reply {
  try {
    return run(router, command);
  } catch (error) {
    if (error instanceof Trap) return trapReply(error, router.quirks.failureCategory);
    throw error;
  }
}

/** `failureCategory` is the category of a `failure: …` trap that has none. */
export function trapReply(trap: Trap, failureCategory?: string): Reply {
  const traps = trap.sentences.map(({ message, category = failureCategory }) => [
    '!trap',
    ...(category === undefined ? [] : [`=category=${category}`]),
    `=message=${message}`,
  ]);
  return [...traps, ['!done']];
}

export const isPrintVerb = (verb: string): boolean => verb === 'print' || verb === 'getall';

function run(router: Router, command: Command): Reply {
  const { path, verb } = command;
  if (!router.hasMenu(path)) {
    if (path === '' || router.isMenuFolder(path)) throw noSuchCommand();
    throw unknownPath(router.traits, path);
  }
  const table = router.table(path);
  if (isPrintVerb(verb)) return print(router, table, command);
  if (!isWriteVerb(verb) || !table.spec.verbs?.includes(verb)) throw noSuchCommand();
  if (router.isReadOnly) throw notPermitted();
  if (command.queries.length > 0) throw unknownParameter(command.queries[0] ?? '');
  const reply = write(router, table, verb, command);
  return router.quirks.emptyOnWrites ? [['!empty'], ...reply] : reply;
}

function print(router: Router, table: RowTable, command: Command): Reply {
  const args = new Map(command.args);
  for (const name of args.keys()) {
    if (!printArguments.has(name)) throw unknownParameter(name);
  }
  const accepts = compileQuery(command.queries);
  const rows = [...table.rows.values()].filter((row) =>
    accepts((name) => table.read(row, name, router)),
  );
  if (args.has('count-only')) return [['!done', `=ret=${rows.length}`]];
  const wanted = args.get('.proplist')?.split(',');
  const columns = { wanted, isStats: args.has('stats') };
  const reply: Reply = rows.map((row) => rowSentence(router, table, row, columns));
  if (rows.length === 0 && router.traits.hasEmptyReply) reply.push(['!empty']);
  reply.push(['!done']);
  return reply;
}

type Columns = {
  /** Defaults to all properties. */
  wanted: readonly string[] | undefined;
  isStats?: boolean;
};

/** The `!re` sentence of a row, complete or limited to the wanted properties. */
export function rowSentence(
  router: Router,
  table: RowTable,
  row: Row,
  { wanted, isStats = false }: Columns,
): string[] {
  const sentence = ['!re'];
  if (!wanted) {
    const pairs = table.readAll(row, router, isStats);
    for (const [name, value] of pairs) sentence.push(`=${name}=${value}`);
    return sentence;
  }
  for (const name of wanted) {
    const value = table.read(row, name, router);
    if (value !== undefined) sentence.push(`=${name}=${value}`);
  }
  return sentence;
}

function write(router: Router, table: RowTable, verb: WriteVerb, command: Command): Reply {
  if (verb === 'add') return [['!done', `=ret=${addRow(router, table, command.args).id}`]];
  const { rows, rest } = selectRows(table, command.args);
  const onlyIds = verb !== 'set' && verb !== 'unset';
  if (onlyIds && rest[0]) throw unknownParameter(rest[0][0]);
  for (const row of rows) applyVerb(router, table, row, { verb, args: rest });
  return [['!done']];
}

type Change = {
  verb: Exclude<WriteVerb, 'add'>;
  args: Command['args'];
};

function applyVerb(router: Router, table: RowTable, row: Row, { verb, args }: Change): void {
  switch (verb) {
    case 'set':
      setRow(router, table, row, args);
      break;
    case 'unset':
      unsetRow(router, table, row, args);
      break;
    case 'enable':
    case 'disable':
      setRow(router, table, row, [['disabled', verb === 'disable' ? 'yes' : 'no']]);
      break;
    case 'remove':
      removeRow(router, table, row);
      break;
    case 'reset-counters':
      table.spec.resetCounters?.(row, router);
      break;
    case 'make-static':
      table.spec.makeStatic?.(row, router);
      break;
  }
}

type Changes = Map<string, string | undefined>;

/** Parses arguments into stored values; `!name` unsets the property. */
function parseChanges(router: Router, table: RowTable, args: Command['args']): Changes {
  requireUnsettable(table, args);
  const changes: Changes = new Map();
  for (const [argument, given] of args) {
    const isUnset = argument.startsWith('!');
    const name = isUnset ? argument.slice(1) : argument;
    const field = table.fields.get(name);
    if (!field || field.isReadOnly) throw unknownParameter(name);
    const text = isUnset ? field.initial : given;
    if (isUnset && (text === undefined || text === '')) changes.set(name, text);
    else changes.set(name, field.parse(text ?? '', name, router));
  }
  return changes;
}

function requireUnsettable(table: RowTable, args: Command['args']): void {
  const { unsettable } = table.spec;
  const unset = args.flatMap(([name]) => (name.startsWith('!') ? [name.slice(1)] : []));
  const isKept = (name: string) => table.fields.has(name) && !unsettable?.includes(name);
  if (unsettable !== undefined && unset.some(isKept)) throw noMatch('value-name');
}

function addRow(router: Router, table: RowTable, args: Command['args']): Row {
  const changes = parseChanges(router, table, args);
  const values: Values = new Map();
  for (const field of table.fields.values()) {
    const value = changes.has(field.name) ? changes.get(field.name) : field.initial;
    if (value !== undefined) values.set(field.name, value);
    if (field.isRequired && !changes.has(field.name)) throw missingArgument(field.name);
  }
  resolveInitialReferences(router, table, values);
  table.spec.check?.(values, undefined, router);
  const row = table.insert(values);
  table.spec.changed?.(row, router);
  return row;
}

function setRow(router: Router, table: RowTable, row: Row, args: Command['args']): void {
  if (row.session && row.isDynamic) throw failure('can not change dynamic item');
  const changes = parseChanges(router, table, args);
  const values: Values = new Map(row.values);
  for (const [name, value] of changes) {
    if (value === undefined) values.delete(name);
    else values.set(name, value);
  }
  table.spec.check?.(values, row, router);
  table.change(row, changes);
  table.spec.changed?.(row, router);
}

function unsetRow(router: Router, table: RowTable, row: Row, args: Command['args']): void {
  const names: Array<[string, string]> = [];
  for (const [name, value] of args) {
    if (name !== 'value-name') throw unknownParameter(name);
    names.push([`!${value}`, '']);
  }
  if (names.length === 0) throw missingArgument('value-name');
  setRow(router, table, row, names);
}

function removeRow(router: Router, table: RowTable, row: Row): void {
  table.spec.guardRemove?.(row);
  if (table.spec.remove) table.spec.remove(row, router);
  else if (row.session) throw failure('can not remove dynamic item');
  else table.delete(row);
}

/**
 * Looks up all items before changing the first, so that one unknown id changes nothing. The lenient form returns what
 * it finds instead of throwing.
 */
export function selectRows(
  table: RowTable,
  args: Command['args'],
  { isLenient = false }: { isLenient?: boolean } = {},
): { rows: Row[]; rest: Command['args'] } {
  const isSelector = (name: string): boolean => name === '.id' || name === 'numbers';
  if (table.spec.isSingle) return { rows: [...table.rows.values()], rest: args };
  const selector = args.find(([name]) => isSelector(name))?.[1];
  if (!selector && !isLenient) throw missingArgument('.id');
  const rows: Row[] = [];
  for (const item of (selector ?? '').split(',')) {
    const named = table.spec.isNamed ? table.find('name', item)[0] : undefined;
    const row = table.rows.get(item.toUpperCase()) ?? named;
    if (row) rows.push(row);
    else if (!isLenient) throw noSuchItem();
  }
  return { rows, rest: args.filter(([name]) => !isSelector(name)) };
}

/** Initial values name their references; rows hold ids. */
function resolveInitialReferences(router: Router, table: RowTable, values: Values): void {
  for (const field of table.fields.values()) {
    const value = values.get(field.name);
    if (field.initial !== undefined && value === field.initial && value !== '') {
      values.set(field.name, field.parse(value, field.name, router));
    }
  }
}

/** Stored values of a row created by the router: initial values plus the given ones. */
export function fill(router: Router, path: string, given: Record<string, string>): Values {
  const table = router.table(path);
  const values: Values = new Map();
  for (const field of table.fields.values()) {
    const text = given[field.name] ?? field.initial;
    if (text === undefined) continue;
    values.set(field.name, text === '' ? '' : field.parse(text, field.name, router));
  }
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith('.')) values.set(name, value);
  }
  return values;
}
