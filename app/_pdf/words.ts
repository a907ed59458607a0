import 'server-only';
import { getLocale, getTranslations } from 'next-intl/server';
import type { LineWords } from '@/app/_operator/line-words';
import { getOperatorFormats } from '@/app/_operator/operator';
import { type Formats, getFormats } from '@/lib/kit/format';

export type PaperWords = {
  t: Awaited<ReturnType<typeof getTranslations<'papers'>>>;
  f: Formats;
  /** For how amounts came about. */
  lines: LineWords['t'];
  language: string;
};

/** Words and formats of a document, in the reader's language and the operator's zone. */
export async function getPaperWords(operator: {
  currency: string;
  timeZone: string;
}): Promise<PaperWords> {
  const { currency, timeZone } = operator;
  const [t, lines, language, { settings }] = await Promise.all([
    getTranslations('papers'),
    getTranslations('lines'),
    getLocale(),
    getOperatorFormats(),
  ]);
  return { t, f: getFormats({ ...settings, currency, timeZone }), lines, language };
}

/** `November 2026` for `2026-11`: noon of its 15th is in that month in every zone. */
export function monthText({ f }: PaperWords, month: string): string {
  return f.month(new Date(`${month}-15T12:00:00Z`));
}
