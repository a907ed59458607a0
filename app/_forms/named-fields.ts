/** Return type of `useTranslations` and `getTranslations`. */
type Translate = {
  (key: string, values?: Record<string, string | number>): string;
  has(key: string): boolean;
};

export type NamedField = {
  name: string;
  label: string;
  hint?: string;
};

/** Suffix of a column name that states its type and is not part of the label. */
const TYPE_MARK = /(?<=[a-z\d])(?:Id|Minor|Ppm|Bytes|BitsPerSecond)$/;

/** The key of a field's label: the last part of its name, without its type suffix. */
export function labelKeyOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(TYPE_MARK, '');
}

/**
 * Fields whose words are found by name: `terms.graceDays` gets the label `graceDays` and, if it exists, the hint
 * `graceDaysHint`. `group` is the group of these words below `t`. Props given afterwards override: `<TextField
 * {...field('siteId')} hint={…} />`.
 */
export function namedFields(t: Translate, group?: string) {
  return (name: string, values?: Record<string, string | number>): NamedField => {
    const key = [group, labelKeyOf(name)].filter(Boolean).join('.');
    const hint = t.has(`${key}Hint`) ? { hint: t(`${key}Hint`, values) } : {};
    return { name, label: t(key), ...hint };
  };
}
