/** Submitted values by field name, in submission order. */
export type FormFields = ReadonlyMap<string, readonly FormDataEntryValue[]>;

/** More than any of our forms sends, so anything beyond comes from elsewhere. */
export const formLimits = {
  /** Total values; a repeated name counts each time. */
  fields: 1_000,
  nameChars: 120,
  /** Parts of a dotted name: `discounts.0.percent` has three. */
  depth: 4,
} as const;

/**
 * Collects a form's values in one pass, because `FormData.getAll` scans everything for each name. Stops at the first
 * thing none of our forms sends and returns null.
 */
export function fieldsOf(form: unknown): FormFields | null {
  if (!(form instanceof FormData)) return null;
  const fields = new Map<string, FormDataEntryValue[]>();
  let count = 0;
  for (const [name, value] of form) {
    count += 1;
    if (count > formLimits.fields || !isNameOfOurs(name)) return null;
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

function isNameOfOurs(name: string): boolean {
  if (name.length > formLimits.nameChars) return false;
  return name.split('.').length <= formLimits.depth;
}
