import type { TextEncoding } from '../text-encodings';

/** The Windows encoding of files in Latin script that programs of a country write. */
export type HomeEncoding = Extract<
  TextEncoding,
  'windows-1250' | 'windows-1252' | 'windows-1254' | 'windows-1257'
>;

const zones: Partial<Record<HomeEncoding, readonly string[]>> = {
  'windows-1250': [
    ...['Europe/Belgrade', 'Europe/Bratislava', 'Europe/Bucharest', 'Europe/Budapest'],
    ...['Europe/Ljubljana', 'Europe/Podgorica', 'Europe/Prague', 'Europe/Sarajevo'],
    ...['Europe/Tirane', 'Europe/Warsaw', 'Europe/Zagreb', 'Poland'],
  ],
  'windows-1254': ['Europe/Istanbul', 'Asia/Istanbul', 'Asia/Famagusta', 'Asia/Baku', 'Turkey'],
  'windows-1257': ['Europe/Riga', 'Europe/Tallinn', 'Europe/Vilnius'],
  'windows-1252': [
    ...['Europe/Amsterdam', 'Europe/Andorra', 'Europe/Berlin', 'Europe/Brussels'],
    ...['Europe/Busingen', 'Europe/Copenhagen', 'Europe/Dublin', 'Europe/Gibraltar'],
    ...['Europe/Guernsey', 'Europe/Helsinki', 'Europe/Isle_of_Man', 'Europe/Jersey'],
    ...['Europe/Lisbon', 'Europe/London', 'Europe/Luxembourg', 'Europe/Madrid', 'Europe/Malta'],
    ...['Europe/Mariehamn', 'Europe/Monaco', 'Europe/Oslo', 'Europe/Paris', 'Europe/Rome'],
    ...['Europe/San_Marino', 'Europe/Stockholm', 'Europe/Vaduz', 'Europe/Vatican'],
    ...['Europe/Vienna', 'Europe/Zurich', 'Arctic/Longyearbyen', 'Asia/Manila'],
  ],
};

/** Regions whose files in Latin script are Western European throughout. */
const WESTERN_REGION = /^(?:Africa|America|Atlantic|Australia|Indian|Pacific)\//;

const languages: Partial<Record<HomeEncoding, readonly string[]>> = {
  'windows-1250': ['bs', 'cs', 'hr', 'hu', 'pl', 'ro', 'sk', 'sl', 'sq'],
  'windows-1254': ['az', 'tr'],
  'windows-1257': ['et', 'lt', 'lv'],
  // English is not listed: it is the default everywhere.
  'windows-1252': ['ca', 'da', 'de', 'es', 'fi', 'fr', 'is', 'it', 'nb', 'nl', 'no', 'pt', 'sv'],
};

/**
 * Returns the encoding usual where the operator is, by the time zone or else by the language; null where neither
 * tells.
 */
export function homeEncodingOf({
  timeZone,
  locale,
}: {
  timeZone: string;
  locale: string;
}): HomeEncoding | null {
  const language = locale.split('-')[0] ?? '';
  return (
    keyOf(zones, timeZone) ??
    (WESTERN_REGION.test(timeZone) ? 'windows-1252' : keyOf(languages, language))
  );
}

function keyOf(
  table: Partial<Record<HomeEncoding, readonly string[]>>,
  value: string,
): HomeEncoding | null {
  const found = Object.entries(table).find(([, values]) => values.includes(value));
  return (found?.[0] as HomeEncoding | undefined) ?? null;
}
