import type { ReactNode } from 'react';
import { ClientMessages } from '@/app/_i18n/client-messages';

/** Sends the words that the forms and menus below need to the browser. */
export default function CustomersLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages namespaces={['admin-customers', 'admin-services', 'routers']}>
      {children}
    </ClientMessages>
  );
}
