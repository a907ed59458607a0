/** What `useTranslations` and `getTranslations` give. */
type Translate = {
  (key: string, values?: Record<string, string | number>): string;
  has(key: string): boolean;
};

export type NamedField = {
  name: string;
  label: string;
  hint?: string;
};

/** What a column's name says of its type, and no label does. */
const TYPE_MARK = /(?<=[a-z\d])(?:Id|Minor|Ppm|Bytes|BitsPerSecond)$/;

/** The key of a field's label: the last part of its name, without what that says of its type. */
export function labelKeyOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).replace(TYPE_MARK, '');
}

/**
 * Fields whose words are found by their name: `terms.graceDays` is called `graceDays`, and explained by
 * `graceDaysHint` where the words have one. `group` is where the words stand, below those of `t`. Whatever
 * is said otherwise comes after it: `<TextField {...field('siteId')} hint={…} />`.
 */
export function namedFields(t: Translate, group?: string) {
  return (name: string, values?: Record<string, string | number>): NamedField => {
    const key = [group, labelKeyOf(name)].filter(Boolean).join('.');
    const hint = t.has(`${key}Hint`) ? { hint: t(`${key}Hint`, values) } : {};
    return { name, label: t(key), ...hint };
  };
}
