import { type Locale, locales } from './locales';

/** The first language of an `Accept-Language` header that we are translated into; null when there is none. */
export function browserLocale(header: string | null): Locale | null {
  const wanted = (header ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters.find((one) => one.trim().startsWith('q='))?.trim();
      return { language: tag.split('-')[0], weight: quality ? Number(quality.slice(2)) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
  const known = wanted.flatMap(({ language }) => locales.find((one) => one === language) ?? []);
  return known[0] ?? null;
}
