'use client';

import { usePathname } from 'next/navigation';
import { isCurrentPage, type NavGroup, NavItemContent } from './nav-item';
import { useSoftLinks } from './use-soft-links';

/**
 * The admin's navigation. Plain anchors with client-side navigation: every page has two dozen of them, and link
 * components would be a quarter of the frame's render time.
 */
export function SideNav({ label, groups }: { label: string; groups: readonly NavGroup[] }) {
  const pathname = usePathname();
  const nav = useSoftLinks<HTMLElement>();
  return (
    <nav ref={nav} aria-label={label} className="flex flex-col gap-5">
      {groups.map((group) => (
        <div key={group.id}>
          {group.label !== undefined && (
            <p className="mb-1 px-2.5 font-medium text-ink-muted text-xs">{group.label}</p>
          )}
          <ul className="flex flex-col gap-0.5">
            {group.items.map((item) => (
              <li key={item.href}>
                <a
                  href={item.href}
                  aria-current={isCurrentPage(item, pathname) ? 'page' : undefined}
                  className={ITEM_LOOK}
                >
                  <NavItemContent item={item} />
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

const ITEM_LOOK =
  'focus-inset flex min-h-9 items-center gap-2.5 rounded-md px-2.5 font-medium text-ink-muted hover:bg-surface-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-ink max-lg:min-h-11 [&_svg]:size-4.5 [&_svg]:shrink-0';
