import 'server-only';
import { getLocale, getTranslations } from 'next-intl/server';
import { type Formats, getFormats } from '@/lib/kit/format';

export type PaperWords = {
  t: Awaited<ReturnType<typeof getTranslations<'papers'>>>;
  f: Formats;
  language: string;
};

/** The words and formats of a paper, in the reader's language and the operator's zone. */
export async function getPaperWords(operator: {
  currency: string;
  timeZone: string;
}): Promise<PaperWords> {
  const { currency, timeZone } = operator;
  const [t, language] = await Promise.all([getTranslations('papers'), getLocale()]);
  return { t, f: getFormats({ currency, timeZone, locale: language }), language };
}

/** `November 2026` for `2026-11`: noon of its 15th falls into it in every zone. */
export function monthText({ f }: PaperWords, month: string): string {
  return f.month(new Date(`${month}-15T12:00:00Z`));
}
