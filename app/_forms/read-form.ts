import type { z } from 'zod';
import type { FormFields } from './form-fields';

type Json = unknown;
type Branch = {
  [key: string]: Json;
};

// A looser bound would let one request build lists of any size.
const ROWS_MAX = 500;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Converts form fields into the value a schema expects. Dotted names build objects and lists (`discounts.0.percent`),
 * repeated names build lists where the schema has one, blank text means absent, and text becomes number, bigint or
 * boolean where the schema requires it. It never rejects: whatever cannot be converted stays text, and the schema
 * reports the fault.
 */
export function readForm(fields: FormFields, schema: z.ZodType): unknown {
  const tree: Branch = {};
  for (const [name, values] of fields) {
    // React adds internal fields to a form submitted without JavaScript.
    if (!name.startsWith('$')) place(tree, name.split('.'), values);
  }
  return shapeTo(tree, schema);
}

function place(tree: Branch, path: readonly string[], values: readonly FormDataEntryValue[]): void {
  if (path.some((key) => forbiddenKeys.has(key))) return;
  let branch = tree;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(branch, key) ? branch[key] : undefined;
    const child: Branch = isBranch(next) ? next : {};
    branch[key] = child;
    branch = child;
  }
  const last = path.at(-1);
  if (last !== undefined) branch[last] = [...values];
}

function isBranch(value: Json): value is Branch {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

type SchemaDef = {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  element?: z.ZodType;
  options?: readonly z.ZodType[];
  shape?: Record<string, z.ZodType>;
  discriminator?: string;
};

const wrappers = new Set([
  'optional',
  'nullable',
  'default',
  'prefault',
  'catch',
  'readonly',
  'nonoptional',
]);

/** The schema inside optional(), default(), transform() and the like. */
function coreOf(schema: z.ZodType): SchemaDef {
  const def = schema.def as unknown as SchemaDef;
  if (wrappers.has(def.type) && def.innerType) return coreOf(def.innerType);
  if (def.type === 'pipe' && def.in) return coreOf(def.in);
  return def;
}

function shapeTo(value: Json, schema: z.ZodType): Json {
  const def = coreOf(schema);
  if (def.type === 'object') return objectFrom(value, def);
  if (def.type === 'array') return listFrom(value, def);
  if (def.type === 'union') return unionFrom(value, def);
  return leafFrom(value, def.type);
}

function objectFrom(value: Json, def: SchemaDef): Json {
  if (!isBranch(value) && value !== undefined) return value;
  const shape = def.shape ?? {};
  const result: Branch = {};
  for (const [key, schema] of Object.entries(shape)) {
    const given = value && Object.hasOwn(value, key) ? value[key] : undefined;
    const read = given === undefined ? absent(schema) : shapeTo(given, schema);
    if (read !== undefined) result[key] = read;
  }
  return Object.keys(result).length === 0 && value === undefined ? undefined : result;
}

/** An unticked box or an emptied list sends nothing, which is a value, not an omission. */
function absent(schema: z.ZodType): Json {
  const { type } = coreOf(schema);
  const mayBeMissing = schema.safeParse(undefined).success;
  if (mayBeMissing) return undefined;
  if (type === 'boolean') return false;
  return type === 'array' ? [] : undefined;
}

function listFrom(value: Json, def: SchemaDef): Json {
  const element = def.element;
  if (!element || value === undefined) return value;
  if (!isBranch(value)) {
    const list = Array.isArray(value) ? value : [value];
    return list.map((entry) => shapeTo([entry], element)).filter((entry) => entry !== undefined);
  }
  // Rows keep their order; their numbers may have gaps where rows were removed.
  const rows = Object.keys(value)
    .filter((key) => /^\d{1,4}$/.test(key))
    .sort((left, right) => Number(left) - Number(right))
    .slice(0, ROWS_MAX);
  return rows.map((key) => shapeTo(value[key], element) ?? {});
}

/** A discriminated union is read by the option whose literal the form carries. */
function unionFrom(value: Json, def: SchemaDef): Json {
  const options = def.options ?? [];
  if (!isBranch(value)) {
    const types = new Set(options.map((option) => coreOf(option).type));
    return leafFrom(value, types.has('number') ? 'number' : 'string');
  }
  const chosen = options.find((option) => carries(value, option, def.discriminator));
  if (chosen) return shapeTo(value, chosen);
  const readings = options.map((option) => ({ option, read: shapeTo(value, option) }));
  return (readings.find(({ option, read }) => option.safeParse(read).success) ?? readings[0])?.read;
}

function carries(value: Branch, option: z.ZodType, discriminator: string | undefined): boolean {
  const literal = discriminator === undefined ? undefined : coreOf(option).shape?.[discriminator];
  if (!literal || discriminator === undefined) return false;
  return literal.safeParse(leafFrom(value[discriminator], coreOf(literal).type)).success;
}

function leafFrom(value: Json, type: string): Json {
  const entry = Array.isArray(value) ? value.at(-1) : value;
  if (entry instanceof File) return entry.size === 0 && entry.name === '' ? undefined : entry;
  return typeof entry === 'string' ? textAs(entry, type) : entry;
}

function textAs(text: string, type: string): Json {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  switch (type) {
    case 'number':
      return /^[+-]?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
    case 'bigint':
      return /^-?\d{1,30}$/.test(trimmed) ? BigInt(trimmed) : text;
    case 'boolean':
      return ['on', 'true', '1'].includes(trimmed);
    default:
      // Text stays as typed: a password may start with a blank, and schemas trim where appropriate.
      return type === 'string' ? text : trimmed;
  }
}

/** Fields whose text PostgreSQL cannot store because it contains a NUL, which no keyboard types. */
export function unstorableFields(fields: FormFields): string[] {
  const hasNul = (entry: FormDataEntryValue) => typeof entry === 'string' && entry.includes('\0');
  return [...fields]
    .filter(([name, values]) => name.includes('\0') || values.some(hasNul))
    .map(([name]) => name);
}

const SECRET_NAME = /password|passphrase|secret|token|credential|\bpin\b|code$/i;

/** Text fields for refilling the form after a refusal, without secrets and files. */
export function echoOf(fields: FormFields, secrets: readonly string[]): Record<string, string[]> {
  const echo: Record<string, string[]> = {};
  for (const [name, values] of fields) {
    if (name.startsWith('$') || SECRET_NAME.test(name) || secrets.includes(name)) continue;
    if (forbiddenKeys.has(name)) continue;
    const texts = values.filter((entry) => typeof entry === 'string');
    if (texts.length > 0) echo[name] = texts;
  }
  return echo;
}
