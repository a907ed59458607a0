import type { MetadataRoute } from 'next';
import { getTranslations } from 'next-intl/server';

/** Lets people install the portal on a phone's home screen. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await getTranslations('ui');
  return {
    name: t('appName'),
    short_name: t('appName'),
    description: t('tagline'),
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#f7fafb',
    theme_color: '#0b6066',
    icons: [
      { src: '/icon.svg', type: 'image/svg+xml', sizes: 'any', purpose: 'any' },
      { src: '/icons/icon-192.png', type: 'image/png', sizes: '192x192', purpose: 'any' },
      { src: '/icons/icon-512.png', type: 'image/png', sizes: '512x512', purpose: 'any' },
      { src: '/icons/maskable-512.png', type: 'image/png', sizes: '512x512', purpose: 'maskable' },
    ],
  };
}
