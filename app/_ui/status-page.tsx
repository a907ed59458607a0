import type { ReactNode } from 'react';
import { CONTENT_ID } from './skip-link';

/** A page with one message in the centre: not found, forbidden, an error. */
export function StatusPage({ children }: { children: ReactNode }) {
  return (
    <main
      id={CONTENT_ID}
      tabIndex={-1}
      className="flex min-h-[70dvh] items-center justify-center p-4 outline-none"
    >
      {children}
    </main>
  );
}
