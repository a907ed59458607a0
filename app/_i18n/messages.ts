import 'server-only';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AbstractIntlMessages } from 'next-intl';
import { type Locale, locales } from './locales';

const messagesRoot = path.join(/* turbopackIgnore: true */ process.cwd(), 'messages');
const loaded = new Map<Locale, Promise<AbstractIntlMessages>>();

/**
 * Loads all words of a language: one namespace per file of `messages/<locale>/`, over the fallback language, so that a
 * partly translated language still shows every label.
 */
export function loadMessages(
  locale: Locale,
  options: { fresh: boolean },
): Promise<AbstractIntlMessages> {
  const cached = options.fresh ? undefined : loaded.get(locale);
  const messages = cached ?? readMessages(locale);
  loaded.set(locale, messages);
  return messages;
}

async function readMessages(locale: Locale): Promise<AbstractIntlMessages> {
  const own = await readNamespaces(locale);
  return locale === locales[0] ? own : withFallback(own, await readNamespaces(locales[0]));
}

async function readNamespaces(locale: Locale): Promise<AbstractIntlMessages> {
  const folder = path.join(messagesRoot, locale);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const namespaces = await Promise.all(
    files.map(async (file) => [
      path.basename(file, '.json'),
      JSON.parse(await readFile(path.join(folder, file), 'utf8')) as AbstractIntlMessages,
    ]),
  );
  return Object.fromEntries(namespaces) as AbstractIntlMessages;
}

/** Merges translated words over the fallback's, key by key. */
export function withFallback(
  own: AbstractIntlMessages,
  fallback: AbstractIntlMessages,
): AbstractIntlMessages {
  const merged: AbstractIntlMessages = { ...fallback };
  for (const [key, value] of Object.entries(own)) {
    const below = merged[key];
    merged[key] =
      typeof value === 'object' && typeof below === 'object' ? withFallback(value, below) : value;
  }
  return merged;
}
