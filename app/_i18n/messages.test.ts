import { createTranslator } from 'next-intl';
import { describe, expect, test } from 'vitest';
import { directionOf, locales, toLocale } from './locales';
import { loadMessages, withFallback } from './messages';

type Tree = { [key: string]: string | Tree };

function keysOf(tree: Tree, path: string[] = []): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[...path, key].join('.')] : keysOf(value, [...path, key]),
  );
}

describe('the message catalogue', () => {
  test.each(locales)('every sentence of %s is well formed', async (locale) => {
    const messages = (await loadMessages(locale, { fresh: true })) as Tree;
    const broken: string[] = [];
    const t = createTranslator({
      locale,
      messages,
      // Values are missing on purpose; only the syntax of the sentence is checked.
      onError: (error) => {
        if (error.code === 'INVALID_MESSAGE') broken.push(error.message);
      },
      getMessageFallback: ({ key }) => key,
    });
    const translate = t as unknown as (key: string) => string;
    for (const key of keysOf(messages)) translate(key);
    expect(broken).toEqual([]);
  });
  test('a half-translated language shows the fallback for the rest', () => {
    const merged = withFallback(
      { form: { save: 'Speichern' } },
      { form: { save: 'Save', back: 'Back' } },
    );
    expect(merged).toEqual({ form: { save: 'Speichern', back: 'Back' } });
  });
  test('an unknown language in the cookie is the first one', () => {
    expect(toLocale('xx')).toBe(locales[0]);
    expect(toLocale(undefined)).toBe(locales[0]);
  });
  test('Arabic and Hebrew are written from right to left, with or without a region', () => {
    expect(['ar', 'he-IL', 'en-GB'].map(directionOf)).toEqual(['rtl', 'rtl', 'ltr']);
  });
});
