/** One field of an entry as text; null on a side that lacks it. */
export type FieldChange = {
  field: string;
  before: string | null;
  after: string | null;
};

type Fields = Record<string, unknown>;

/** The fields of both states, nested ones by their path. Equal fields are omitted: the log shows changes. */
export function changesOf(before: unknown, after: unknown): FieldChange[] {
  const left = flat(before);
  const right = flat(after);
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((field) => ({
      field,
      before: left.get(field) ?? null,
      after: right.get(field) ?? null,
    }))
    .filter((change) => change.before !== change.after);
}

const DEPTH_MAX = 4;

function flat(state: unknown): Map<string, string> {
  const fields = new Map<string, string>();
  collect(state, '', fields, DEPTH_MAX);
  return fields;
}

function collect(value: unknown, path: string, into: Map<string, string>, depth: number): void {
  if (isFields(value) && depth > 0) {
    for (const [name, part] of Object.entries(value)) {
      collect(part, path === '' ? name : `${path}.${name}`, into, depth - 1);
    }
    return;
  }
  const isEmpty = value === undefined || value === null || value === '';
  if (!isEmpty) into.set(path === '' ? 'value' : path, textOf(value));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
