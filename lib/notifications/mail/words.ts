import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createTranslator } from 'use-intl/core';
import { type Formats, formatLocale, getFormats } from '@/lib/kit/format';
import englishWords from '@/messages/en/mail.json';

type MailMessages = typeof englishWords;

/** Everything needed to write a mail's text. */
export type MailWords = {
  t: ReturnType<typeof translatorOf>;
  f: Formats;
  /** BCP 47 tag of the message catalogue. */
  language: string;
  direction: 'ltr' | 'rtl';
  /** Returns the public URL of one of our pages. */
  url: (path: string) => string;
};

const FALLBACK = 'en';
const loaded = new Map<string, Promise<MailMessages>>();

/**
 * Returns the messages of a reader's language, with values formatted as in the interface. A language without a file
 * and a message without a translation fall back to English.
 */
export async function getMailWords(input: {
  /** The reader's BCP 47 tag; null uses the operator's. */
  language: string | null;
  operator: { locale: string; currency: string; timeZone: string };
  appUrl: string;
}): Promise<MailWords> {
  const { operator, appUrl } = input;
  const wanted = languageOf(input.language) ?? languageOf(operator.locale) ?? FALLBACK;
  const messages = await loadMessages(wanted);
  const language = messages === englishWords ? FALLBACK : wanted;
  const { currency, timeZone } = operator;
  const locale = formatLocale(operator.locale, language);
  return {
    t: translatorOf(locale, messages),
    f: getFormats({ currency, timeZone, locale }),
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

/**
 * Returns the language of a tag (`de` of `de-AT`). Validated strictly, because the tag comes from a form and becomes
 * part of a path.
 */
function languageOf(tag: string | null): string | null {
  const match = /^([a-z]{2,3})(-[a-z0-9]{2,8})*$/i.exec(tag ?? '');
  return match?.[1]?.toLowerCase() ?? null;
}
