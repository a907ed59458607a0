import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { LOCALE_COOKIE, toLocale } from './locales';
import { loadMessages } from './messages';

export default getRequestConfig(async ({ locale: asked }) => {
  const locale = toLocale(asked ?? (await cookies()).get(LOCALE_COOKIE)?.value);
  // biome-ignore lint/style/noProcessEnv: replaced by the bundler; edited words show at once in development.
  const fresh = process.env.NODE_ENV === 'development';
  return { locale, messages: await loadMessages(locale, { fresh }), timeZone: 'UTC' };
});
