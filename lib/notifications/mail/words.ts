import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createTranslator } from 'use-intl/core';
import { type Formats, getFormats } from '@/lib/kit/format';
import english from '@/messages/en/mail.json';

type MailMessages = typeof english;

/** Everything a mail's text is made with. */
export type MailWords = {
  t: ReturnType<typeof translatorOf>;
  f: Formats;
  /** BCP 47 tag of the sentences. */
  language: string;
  direction: 'ltr' | 'rtl';
  /** The public address of a page of ours. */
  url: (path: string) => string;
};

const fallback = 'en';
const loaded = new Map<string, Promise<MailMessages>>();

/**
 * The words of a reader's language, and values written as the interface writes them. A language without
 * a file, and a sentence without a translation, is English.
 */
export async function getMailWords(input: {
  /** BCP 47 tag the reader chose; null follows the operator. */
  language: string | null;
  operator: { locale: string; currency: string; timeZone: string };
  appUrl: string;
}): Promise<MailWords> {
  const { operator, appUrl } = input;
  const locale = readableTag(input.language) ?? readableTag(operator.locale) ?? fallback;
  const messages = await loadMessages(locale.language);
  const language = messages === english ? fallback : locale.language;
  const { currency, timeZone } = operator;
  // Dates follow the region (`en-GB`) only where the sentences are in that language.
  const formatLocale = language === locale.language ? locale.tag : fallback;
  return {
    t: translatorOf(language, messages),
    f: getFormats({ currency, timeZone, locale: formatLocale }),
    language,
    direction: rightToLeft.has(language) ? 'rtl' : 'ltr',
    url: (path) => new URL(path, appUrl).href,
  };
}

const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

function translatorOf(locale: string, messages: MailMessages) {
  return createTranslator({ locale, messages });
}

function loadMessages(language: string): Promise<MailMessages> {
  if (language === fallback) return Promise.resolve(english);
  const known = loaded.get(language) ?? readMessages(language);
  loaded.set(language, known);
  return known;
}

async function readMessages(language: string): Promise<MailMessages> {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), 'messages', language, 'mail.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return english;
  const own = JSON.parse(text) as Partial<Record<string, Record<string, string>>>;
  const merged = Object.entries(english).map(([part, words]) => [part, { ...words, ...own[part] }]);
  return Object.fromEntries(merged) as MailMessages;
}

/** Only what is really a language tag: the text comes from a form and names a folder. */
function readableTag(tag: string | null): { tag: string; language: string } | null {
  if (tag === null || !/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag)) return null;
  return { tag, language: tag.slice(0, tag.includes('-') ? tag.indexOf('-') : undefined).toLowerCase() };
}
