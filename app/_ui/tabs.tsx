import type { ReactNode } from 'react';
import { AppLink } from './app-link';
import { cn } from './cn';

export type TabLink = {
  id: string;
  label: ReactNode;
  href: string;
  /** E.g. a count. */
  count?: ReactNode;
};

export type TabsProps = {
  /** Subject of the tabs: the navigation's accessible name. */
  label: string;
  tabs: readonly TabLink[];
  /** Id of the current tab. */
  current: string;
};

/** Views of one subject. Each has an address, so it can be bookmarked, shared and opened before scripts run. */
export function Tabs({ label, tabs, current }: TabsProps) {
  return (
    <nav
      aria-label={label}
      className="mb-5 overflow-x-auto border-line border-b [scrollbar-width:none]"
    >
      <ul className="flex min-w-max gap-1">
        {tabs.map((tab) => {
          const isCurrent = tab.id === current;
          return (
            <li key={tab.id}>
              <AppLink
                href={tab.href}
                scroll={false}
                aria-current={isCurrent ? 'page' : undefined}
                className={cn(
                  'focus-inset flex min-h-11 items-center gap-1.5 rounded-t-md border-b-2 px-3 font-medium',
                  isCurrent
                    ? 'border-accent text-ink'
                    : 'border-transparent text-ink-muted hover:border-line-strong hover:text-ink',
                )}
              >
                {tab.label}
                {tab.count !== undefined && (
                  <span className="rounded-full bg-surface-sunken px-1.5 text-ink-muted text-xs tabular-nums">
                    {tab.count}
                  </span>
                )}
              </AppLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

export type SegmentedProps = TabsProps & {
  className?: string;
};

/** A small choice of views by address, e.g. hour, day, month. */
export function Segmented({ label, tabs, current, className }: SegmentedProps) {
  return (
    <nav aria-label={label} className={cn('inline-flex max-w-full overflow-x-auto', className)}>
      <ul className="flex gap-0.5 rounded-md bg-surface-sunken p-0.5">
        {tabs.map((tab) => (
          <li key={tab.id}>
            <AppLink
              href={tab.href}
              scroll={false}
              aria-current={tab.id === current ? 'page' : undefined}
              className="focus-inset flex min-h-8 pointer-coarse:min-h-10 items-center rounded-sm px-3 font-medium text-ink-muted text-xs hover:text-ink aria-[current=page]:bg-surface-raised aria-[current=page]:text-ink aria-[current=page]:shadow-card"
            >
              {tab.label}
            </AppLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
