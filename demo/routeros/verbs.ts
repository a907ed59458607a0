import { type Command, isWriteVerb } from './command';
import type { Router, Row, Values, WriteVerb } from './model';
import { unknownPath } from './personality';
import { compileQuery } from './query';
import {
  failure,
  missingArgument,
  noSuchCommand,
  noSuchItem,
  notPermitted,
  Trap,
  unknownParameter,
} from './trap';

export type Reply = string[][];

const PRINT_ARGUMENTS = new Set(['.proplist', 'detail', 'stats', 'count-only', 'terse', 'brief']);

/** Runs one command against the router; every refusal becomes `!trap` sentences. */
export function execute(device: Router, command: Command): Reply {
  try {
    return run(device, command);
  } catch (error) {
    if (error instanceof Trap) return trapReply(error);
    throw error;
  }
}

export function trapReply(trap: Trap): Reply {
  const traps = trap.sentences.map(({ message, category }) => [
    '!trap',
    ...(category === undefined ? [] : [`=category=${category}`]),
    `=message=${message}`,
  ]);
  return [...traps, ['!done']];
}

function run(device: Router, command: Command): Reply {
  const { path, verb } = command;
  if (!device.hasMenu(path)) {
    if (path === '' || device.isMenuFolder(path)) throw noSuchCommand();
    throw unknownPath(device.traits, path);
  }
  const table = device.table(path);
  if (verb === 'print' || verb === 'getall') return print(device, table, command);
  if (!isWriteVerb(verb) || !table.spec.verbs?.includes(verb)) throw noSuchCommand();
  if (device.isReadOnly) throw notPermitted();
  if (command.queries.length > 0) throw unknownParameter(command.queries[0] ?? '');
  return write(device, table, verb, command);
}

function print(device: Router, table: RowTable, command: Command): Reply {
  const args = new Map(command.args);
  for (const name of args.keys()) {
    if (!PRINT_ARGUMENTS.has(name)) throw unknownParameter(name);
  }
  const accepts = compileQuery(command.queries);
  const rows = [...table.rows.values()].filter((row) =>
    accepts((name) => table.read(row, name, device)),
  );
  if (args.has('count-only')) return [['!done', `=ret=${rows.length}`]];
  const wanted = args.get('.proplist')?.split(',');
  const reply: Reply = rows.map((row) => rowSentence(device, table, row, wanted));
  if (rows.length === 0 && device.traits.hasEmptyReply) reply.push(['!empty']);
  reply.push(['!done']);
  return reply;
}

/** The `!re` sentence of a row, whole or cut down to the wanted properties. */
export function rowSentence(
  device: Router,
  table: RowTable,
  row: Row,
  wanted: readonly string[] | undefined,
): string[] {
  const sentence = ['!re'];
  if (!wanted) {
    for (const [name, value] of table.readAll(row, device)) sentence.push(`=${name}=${value}`);
    return sentence;
  }
  for (const name of wanted) {
    const value = table.read(row, name, device);
    if (value !== undefined) sentence.push(`=${name}=${value}`);
  }
  return sentence;
}

function write(device: Router, table: RowTable, verb: WriteVerb, command: Command): Reply {
  if (verb === 'add') return [['!done', `=ret=${addRow(device, table, command.args).id}`]];
  const { rows, rest } = selectRows(table, command.args);
  const onlyIds = verb !== 'set' && verb !== 'unset';
  if (onlyIds && rest[0]) throw unknownParameter(rest[0][0]);
  for (const row of rows) applyVerb(device, table, row, { verb, args: rest });
  return [['!done']];
}

interface Change {
  verb: Exclude<WriteVerb, 'add'>;
  args: Command['args'];
}

function applyVerb(device: Router, table: RowTable, row: Row, { verb, args }: Change): void {
  switch (verb) {
    case 'set':
      setRow(device, table, row, args);
      break;
    case 'unset':
      unsetRow(device, table, row, args);
      break;
    case 'enable':
    case 'disable':
      setRow(device, table, row, [['disabled', verb === 'disable' ? 'yes' : 'no']]);
      break;
    case 'remove':
      removeRow(device, table, row);
      break;
    case 'reset-counters':
      table.spec.resetCounters?.(row, device);
      break;
    case 'make-static':
      table.spec.makeStatic?.(row, device);
      break;
  }
}

type Changes = Map<string, string | undefined>;

/** Parses arguments into stored values; `!name` asks for the property to be unset. */
function parseChanges(device: Router, table: RowTable, args: Command['args']): Changes {
  const changes: Changes = new Map();
  for (const [argument, given] of args) {
    const isUnset = argument.startsWith('!');
    const name = isUnset ? argument.slice(1) : argument;
    const field = table.fields.get(name);
    if (!field || field.isReadOnly) throw unknownParameter(name);
    const text = isUnset ? field.initial : given;
    if (isUnset && (text === undefined || text === '')) changes.set(name, text);
    else changes.set(name, field.parse(text ?? '', name, device));
  }
  return changes;
}

function addRow(device: Router, table: RowTable, args: Command['args']): Row {
  const changes = parseChanges(device, table, args);
  const values: Values = new Map();
  for (const field of table.fields.values()) {
    const value = changes.has(field.name) ? changes.get(field.name) : field.initial;
    if (value !== undefined) values.set(field.name, value);
    if (field.isRequired && !changes.has(field.name)) throw missingArgument(field.name);
  }
  resolveInitialReferences(device, table, values);
  table.spec.check?.(values, undefined, device);
  const row = table.insert(values);
  table.spec.changed?.(row, device);
  return row;
}

function setRow(device: Router, table: RowTable, row: Row, args: Command['args']): void {
  if (row.session && row.isDynamic) throw failure('can not change dynamic item');
  const changes = parseChanges(device, table, args);
  const values: Values = new Map(row.values);
  for (const [name, value] of changes) {
    if (value === undefined) values.delete(name);
    else values.set(name, value);
  }
  table.spec.check?.(values, row, device);
  table.change(row, changes);
  table.spec.changed?.(row, device);
}

function unsetRow(device: Router, table: RowTable, row: Row, args: Command['args']): void {
  const names: Array<[string, string]> = [];
  for (const [name, value] of args) {
    if (name !== 'value-name') throw unknownParameter(name);
    names.push([`!${value}`, '']);
  }
  if (names.length === 0) throw missingArgument('value-name');
  setRow(device, table, row, names);
}

function removeRow(device: Router, table: RowTable, row: Row): void {
  table.spec.guardRemove?.(row);
  if (table.spec.remove) table.spec.remove(row, device);
  else if (row.session) throw failure('can not remove dynamic item');
  else table.delete(row);
}

/**
 * All items are looked up before the first is touched: one unknown id changes nothing.
 * The lenient form answers what it finds instead of throwing.
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
function resolveInitialReferences(device: Router, table: RowTable, values: Values): void {
  for (const field of table.fields.values()) {
    const value = values.get(field.name);
    if (field.initial !== undefined && value === field.initial && value !== '') {
      values.set(field.name, field.parse(value, field.name, device));
    }
  }
}

/** Stored values of a row the router makes itself: initial values plus the given ones. */
export function fill(
  device: Router,
  path: string,
  given: Readonly<Record<string, string>>,
): Values {
  const table = device.table(path);
  const values: Values = new Map();
  for (const field of table.fields.values()) {
    const text = given[field.name] ?? field.initial;
    if (text === undefined) continue;
    values.set(field.name, text === '' ? '' : field.parse(text, field.name, device));
  }
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith('.')) values.set(name, value);
  }
  return values;
}
