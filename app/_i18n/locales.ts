/** Cookie with the language a person chose; set by a settings action, read on every request. */
export const LOCALE_COOKIE = 'netpurse-locale';

/** Languages with a folder under `messages/`. The first is the fallback for missing files. */
export const locales = ['en'] as const;

export type Locale = (typeof locales)[number];

const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** Narrows a cookie's text to a supported language. */
export function toLocale(text: string | undefined): Locale {
  return locales.find((locale) => locale === text) ?? locales[0];
}

/** Writing direction of a BCP 47 language tag. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  return rightToLeft.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
