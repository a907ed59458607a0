import { invalid } from './errors';
import { type FormObject, type FormValue, isObject } from './form';

/** Type of a parameter. A nested shape is an object; `any` accepts whatever the vendor would. */
export type Spec =
  | 'text'
  | 'integer'
  | 'flag'
  | 'metadata'
  | 'any'
  | { list: Spec }
  | { oneOf: readonly string[] }
  | { shape: Shape };
export type Shape = {
  [name: string]: Spec;
};

const METADATA_KEYS_MAX = 50;
const METADATA_KEY_CHARS_MAX = 40;
const METADATA_VALUE_CHARS_MAX = 500;

/** Rejects unknown parameters and malformed values; every endpoint also accepts `expand`. */
export function check(input: FormObject, shape: Shape, prefix = ''): void {
  for (const [name, value] of Object.entries(input)) {
    const path = prefix ? `${prefix}[${name}]` : name;
    if (!prefix && name === 'expand') continue;
    const spec = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (!spec) throw invalid(`Received unknown parameter: ${path}`, path, 'parameter_unknown');
    checkValue(value, spec, path);
  }
}

function checkValue(value: FormValue, spec: Spec, path: string): void {
  if (typeof spec === 'string') checkPlain(value, spec, path);
  else if ('list' in spec) checkList(value, spec.list, path);
  else if ('shape' in spec) checkShape(value, spec.shape, path);
  else checkChoice(value, spec.oneOf, path);
}

function checkPlain(value: FormValue, spec: Extract<Spec, string>, path: string): void {
  if (spec === 'any') return;
  if (spec === 'metadata') {
    checkMetadata(value, path);
    return;
  }
  if (typeof value !== 'string') throw invalid('Invalid string', path);
  if (spec === 'integer' && !/^-?\d{1,15}$/.test(value)) {
    throw invalid(`Invalid integer: ${value}`, path, 'parameter_invalid_integer');
  }
  if (spec === 'flag' && value !== 'true' && value !== 'false') {
    throw invalid(`Invalid boolean: ${value}`, path);
  }
}

function checkShape(value: FormValue, shape: Shape, path: string): void {
  if (value === '') return;
  if (!isObject(value)) throw invalid('Invalid object', path);
  check(value, shape, path);
}

function checkChoice(value: FormValue, allowed: readonly string[], path: string): void {
  if (typeof value === 'string' && allowed.includes(value)) return;
  throw invalid(`Invalid ${path}: must be one of ${allowed.join(', ')}`, path);
}

function checkList(value: FormValue, item: Spec, path: string): void {
  if (value === '') return;
  if (!Array.isArray(value)) throw invalid('Invalid array', path);
  for (const [index, entry] of value.entries()) checkValue(entry, item, `${path}[${index}]`);
}

function checkMetadata(value: FormValue, path: string): void {
  if (value === '') return;
  if (!isObject(value)) throw invalid('Invalid object', path);
  const entries = Object.entries(value);
  if (entries.length > METADATA_KEYS_MAX) {
    throw invalid(`Metadata can have at most ${METADATA_KEYS_MAX} keys.`, path);
  }
  for (const [key, text] of entries) {
    if (key.length > METADATA_KEY_CHARS_MAX || typeof text !== 'string') {
      throw invalid(`Metadata keys can have up to ${METADATA_KEY_CHARS_MAX} characters.`, path);
    }
    if (text.length > METADATA_VALUE_CHARS_MAX) {
      throw invalid(
        `Metadata values can have up to ${METADATA_VALUE_CHARS_MAX} characters.`,
        `${path}[${key}]`,
      );
    }
  }
}

export function text(input: FormObject, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function required(input: FormObject, name: string): string {
  const value = text(input, name);
  if (value === undefined) {
    throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing');
  }
  return value;
}

export function integer(input: FormObject, name: string): number | undefined {
  const value = text(input, name);
  return value === undefined ? undefined : Number(value);
}

export function flag(input: FormObject, name: string): boolean {
  return text(input, name) === 'true';
}

export function nested(input: FormObject, name: string): FormObject | undefined {
  const value = input[name];
  return isObject(value) ? value : undefined;
}

export function items(input: FormObject, name: string): FormValue[] {
  const value = input[name];
  return Array.isArray(value) ? value : [];
}

/** Merges metadata: an empty value removes its key, an empty object removes all. */
export function mergeMetadata(
  current: Record<string, string>,
  input: FormObject,
  name = 'metadata',
): Record<string, string> {
  const value = input[name];
  if (value === '') return {};
  if (!isObject(value)) return current;
  const merged = { ...current };
  for (const [key, entry] of Object.entries(value)) {
    if (entry === '') delete merged[key];
    else merged[key] = String(entry);
  }
  return merged;
}
