import type { ReactNode } from 'react';
import { ClientMessages } from '@/app/_i18n/client-messages';

/** Sends the words of the forms below to the browser. */
export default function RoutersLayout({ children }: { children: ReactNode }) {
  return <ClientMessages namespaces={['admin-routers', 'routers']}>{children}</ClientMessages>;
}
