import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { ClientMessages } from './_i18n/client-messages';
import { directionOf } from './_i18n/locales';
import { OfflineNotice } from './_ui/offline-notice';
import { Providers } from './_ui/providers';
import { SkipLink } from './_ui/skip-link';
import './globals.css';

const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-inter',
  display: 'swap',
  preload: true,
});

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('ui');
  const name = t('appName');
  return {
    title: { default: name, template: `%s · ${name}` },
    description: t('tagline'),
    applicationName: name,
    // Phone numbers and dates on a bill must not become links.
    formatDetection: { telephone: false, date: false, address: false, email: false },
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7fafb' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1215' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const direction = directionOf(locale);
  return (
    // An inline script sets the theme class before React runs.
    <html lang={locale} dir={direction} className={inter.variable} suppressHydrationWarning>
      <body className="min-h-dvh font-sans text-sm antialiased">
        <ClientMessages namespaces={[]}>
          <Providers direction={direction}>
            <SkipLink />
            <OfflineNotice />
            {children}
          </Providers>
        </ClientMessages>
      </body>
    </html>
  );
}
