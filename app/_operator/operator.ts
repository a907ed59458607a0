import 'server-only';
import { getLocale } from 'next-intl/server';
import { cache } from 'react';
import { type Formats, formatLocale, getFormats } from '@/lib/kit/format';
import { getSettings, type OperatorSettings } from '@/lib/settings/get-settings';

/** The operator's settings, read once per request. */
export const getOperator = cache(async (): Promise<OperatorSettings> => getSettings({}));

/** The operator's formatters in the reader's language. */
export const getOperatorFormats = cache(async (): Promise<Formats> => {
  const [{ currency, timeZone, locale }, reader] = await Promise.all([getOperator(), getLocale()]);
  return getFormats({ currency, timeZone, locale: formatLocale(locale, reader) });
});
