import type { ReactNode } from 'react';

/**
 * A link inside a row. A plain anchor whose clicks the table turns into client-side navigation (`useSoftLinks`),
 * because a link component in every row costs more than the rest of the row.
 */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="row-link">
      {children}
    </a>
  );
}
