import type { ReactNode } from 'react';
import { ClientMessages } from '@/app/_i18n/client-messages';

/** Sends the words of the map to the browser. */
export default function MapLayout({ children }: { children: ReactNode }) {
  return <ClientMessages namespaces={['map']}>{children}</ClientMessages>;
}
