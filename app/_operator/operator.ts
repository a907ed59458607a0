import 'server-only';
import { getLocale } from 'next-intl/server';
import { cache } from 'react';
import { type Formats, getFormats } from '@/lib/kit/format';
import { getSettings, type OperatorSettings } from '@/lib/settings/get-settings';

/** The operator's settings, read once a request. */
export const getOperator = cache(async (): Promise<OperatorSettings> => getSettings({}));

/** The formatters of this operator in the reader's language. */
export const getOperatorFormats = cache(async (): Promise<Formats> => {
  const [{ currency, timeZone, locale: own }, reader] = await Promise.all([
    getOperator(),
    getLocale(),
  ]);
  // Within one language, dates and numbers follow the operator's region.
  const locale = new Intl.Locale(own).language === new Intl.Locale(reader).language ? own : reader;
  return getFormats({ currency, timeZone, locale });
});
