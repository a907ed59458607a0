/** What was sent, by the name of its field, in the order of sending. */
export type FormFields = ReadonlyMap<string, readonly FormDataEntryValue[]>;

/** More than any form of ours sends; what is beyond has not come from one. */
export const formLimits = {
  /** Values in all: a name that is repeated counts each time. */
  fields: 1_000,
  nameChars: 120,
  /** Parts of a dotted name: `discounts.0.percent` has three. */
  depth: 4,
} as const;

/**
 * Gathers a form's values in one pass, because `FormData.getAll` looks through everything for each name.
 * Stops at the first thing that no form of ours sends, and answers null.
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
