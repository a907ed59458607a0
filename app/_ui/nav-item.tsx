'use client';

import { useLinkStatus } from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { AppLink } from './app-link';
import { cn } from './cn';

export type NavItem = {
  href: string;
  label: string;
  icon: ReactNode;
  /** Highlights only the page itself, not those below it. */
  exact?: boolean;
  /** A count that needs attention. */
  badge?: ReactNode;
};

export type NavGroup = {
  id: string;
  /** Heading of the group; the first one usually has none. */
  label?: string;
  items: readonly NavItem[];
};

type NavItemLinkProps = {
  item: NavItem;
  className: string;
};

export function isCurrentPage({ href, exact }: NavItem, pathname: string): boolean {
  return pathname === href || (!exact && pathname.startsWith(`${href}/`));
}

/** A navigation link that is highlighted on the current page. */
export function NavItemLink({ item, className }: NavItemLinkProps) {
  const pathname = usePathname();
  return (
    <AppLink
      href={item.href}
      aria-current={isCurrentPage(item, pathname) ? 'page' : undefined}
      className={cn('relative', className)}
    >
      <NavItemContent item={item} />
      <OnItsWay />
    </AppLink>
  );
}

/** Shows that a slow page is coming. Pages without scripts have no placeholder, because only a script would remove it. */
function OnItsWay() {
  const { pending } = useLinkStatus();
  return (
    <span
      aria-hidden
      className={cn(
        'pointer-events-none absolute inset-x-1 bottom-0 h-0.5 rounded-full bg-current',
        pending ? 'animate-appear-late' : 'hidden',
      )}
    />
  );
}

export function NavItemContent({ item: { icon, label, badge } }: { item: NavItem }) {
  return (
    <>
      {icon}
      <span className="min-w-0 truncate">{label}</span>
      {badge !== undefined && (
        <span className="ms-auto rounded-full bg-warning-soft px-1.5 py-px text-warning-ink text-xs tabular-nums">
          {badge}
        </span>
      )}
    </>
  );
}
