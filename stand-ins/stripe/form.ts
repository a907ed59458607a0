/** Decoded parameters: form encoding has only text, and brackets express nesting. */
export type FormValue = string | FormValue[] | FormObject;
export type FormObject = {
  [key: string]: FormValue;
};

const KEY = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;
const DEPTH_MAX = 10;

/**
 * Decodes `a[b][0][c]=1&d[]=2` into nested objects and arrays.
 * @throws RangeError on malformed keys.
 */
export function decodeForm(body: string): FormObject {
  const root: FormObject = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    assign(root, pathOf(name), value);
  }
  return arraysOf(root) as FormObject;
}

function pathOf(name: string): string[] {
  const match = KEY.exec(name);
  if (!match?.[1]) throw new RangeError(name);
  const inner = [...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '');
  if (inner.length > DEPTH_MAX) throw new RangeError(name);
  return [match[1], ...inner];
}

// Objects have a null prototype, so a key such as __proto__ is plain data.
function assign(root: FormObject, path: string[], value: string): void {
  let node = root;
  for (const [index, part] of path.entries()) {
    const key = part === '' ? String(Object.keys(node).length) : part;
    if (index === path.length - 1) {
      node[key] = value;
      return;
    }
    const next = node[key];
    if (isObject(next)) {
      node = next;
    } else {
      const created: FormObject = Object.create(null);
      node[key] = created;
      node = created;
    }
  }
}

function arraysOf(value: FormValue): FormValue {
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
  if (isList) return keys.map((key) => arraysOf(value[key] ?? ''));
  for (const key of keys) value[key] = arraysOf(value[key] ?? '');
  return value;
}

export function isObject(value: unknown): value is FormObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
