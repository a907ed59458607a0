import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';

type ClientMessagesProps = {
  /** Namespaces (files of `messages/<locale>/`) read by the client components below. */
  namespaces: readonly string[];
  children: ReactNode;
};

/**
 * Sends the words of some namespaces to the browser; all others stay on the server. `ui` is always included, because
 * the kit's client components need it.
 */
export async function ClientMessages({ namespaces, children }: ClientMessagesProps) {
  const all = await getMessages();
  const wanted = new Set(['ui', ...namespaces]);
  const picked = Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name)));
  return <NextIntlClientProvider messages={picked}>{children}</NextIntlClientProvider>;
}
