import type { ReactNode } from 'react';
import { ClientMessages } from '@/app/_i18n/client-messages';

/** Sends the words of the forms and menus below to the browser. */
export default function ServicesLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages namespaces={['admin-customers', 'admin-services', 'routers']}>
      {children}
    </ClientMessages>
  );
}
