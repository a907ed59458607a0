import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createTranslator } from 'use-intl/core';
import { type Formats, getFormats } from '@/lib/kit/format';
import englishWords from '@/messages/en/mail.json';

type MailMessages = typeof englishWords;

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

const FALLBACK = 'en';
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
  const wanted = languageOf(input.language) ?? languageOf(operator.locale) ?? FALLBACK;
  const messages = await loadMessages(wanted);
  const language = messages === englishWords ? FALLBACK : wanted;
  const { currency, timeZone } = operator;
  return {
    t: translatorOf(language, messages),
    f: getFormats({ currency, timeZone, locale: language }),
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
  if (language === FALLBACK) return Promise.resolve(englishWords);
  const known = loaded.get(language) ?? readMessages(language);
  loaded.set(language, known);
  return known;
}

async function readMessages(language: string): Promise<MailMessages> {
  const file = path.join(
    /* turbopackIgnore: true */ process.cwd(),
    'messages',
    language,
    'mail.json',
  );
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return englishWords;
  const own = JSON.parse(text) as Partial<Record<string, Record<string, string>>>;
  const merged = Object.entries(englishWords).map(([part, words]) => [
    part,
    { ...words, ...own[part] },
  ]);
  return Object.fromEntries(merged) as MailMessages;
}

/** The language of a tag (`de` of `de-AT`). Only what is really one: the text comes from a form and names a folder. */
function languageOf(tag: string | null): string | null {
  const match = /^([a-z]{2,3})(-[a-z0-9]{2,8})*$/i.exec(tag ?? '');
  return match?.[1]?.toLowerCase() ?? null;
}
