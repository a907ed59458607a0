'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { AppLink } from './app-link';

export interface NavItem {
  href: string;
  label: string;
  icon: ReactNode;
  /** Marks only the page itself, not those below it. */
  exact?: boolean;
  /** A figure that wants attention. */
  badge?: ReactNode;
}

interface NavItemLinkProps {
  item: NavItem;
  className: string;
}

/** A link of a navigation that knows whether it is the current one. */
export function NavItemLink({ item, className }: NavItemLinkProps) {
  const pathname = usePathname();
  const isCurrent = pathname === item.href || (!item.exact && pathname.startsWith(`${item.href}/`));
  return (
    <AppLink href={item.href} aria-current={isCurrent ? 'page' : undefined} className={className}>
      {item.icon}
      <span className="min-w-0 truncate">{item.label}</span>
      {item.badge !== undefined && (
        <span className="ms-auto rounded-full bg-warning-soft px-1.5 py-px text-warning-ink text-xs tabular-nums">
          {item.badge}
        </span>
      )}
    </AppLink>
  );
}
