import type { ReactNode } from 'react';
import { ClientMessages } from '@/app/_i18n/client-messages';

/** Sends the words of the map to the browser; everything else here is rendered on the server. */
export default function SitesLayout({ children }: { children: ReactNode }) {
  return <ClientMessages namespaces={['map']}>{children}</ClientMessages>;
}
