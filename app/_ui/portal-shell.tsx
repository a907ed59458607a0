import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { AppLink } from './app-link';
import { Logo } from './logo';
import { type NavItem, NavItemLink } from './nav-item';
import { CONTENT_ID } from './skip-link';
import { ThemeToggle } from './theme-toggle';

export type PortalShellProps = {
  /** The operator's name. */
  name: string;
  homeHref: string;
  /** At most five: at the bottom on phones, in the top bar elsewhere. */
  nav: readonly NavItem[];
  /** End of the top bar: the balance, the person's menu. */
  actions?: ReactNode;
  banner?: ReactNode;
  /** Below the content: help, terms, contact; the same on every page. */
  footer?: ReactNode;
  children: ReactNode;
};

/** Frame of the subscriber portal: one column, with the navigation in thumb's reach. */
export function PortalShell({
  name,
  homeHref,
  nav,
  actions,
  banner,
  footer,
  children,
}: PortalShellProps) {
  const t = useTranslations('ui.nav');
  return (
    <div className="flex min-h-dvh flex-col">
      {banner}
      <header
        data-print="hide"
        className="sticky top-0 z-30 border-line border-b bg-surface/90 backdrop-blur-md"
      >
        <div className="mx-auto flex h-14 w-full max-w-5xl items-center gap-3 px-4">
          <AppLink href={homeHref} className="min-w-0 shrink rounded-md">
            <Logo name={name} />
          </AppLink>
          <nav aria-label={t('main')} className="ms-4 max-md:hidden">
            <ul className="flex gap-1">
              {nav.map((item) => (
                <li key={item.href}>
                  <NavItemLink item={item} className={TOP_LOOK} />
                </li>
              ))}
            </ul>
          </nav>
          <div className="ms-auto flex shrink-0 items-center gap-1">
            {actions}
            <ThemeToggle />
          </div>
        </div>
      </header>
      <main
        id={CONTENT_ID}
        tabIndex={-1}
        className="mx-auto w-full max-w-5xl flex-1 px-4 py-6 outline-none sm:py-8"
      >
        {children}
      </main>
      {footer !== undefined && (
        <footer
          data-print="hide"
          className="mx-auto w-full max-w-5xl px-4 pb-6 text-ink-muted text-xs"
        >
          {footer}
        </footer>
      )}
      <nav
        aria-label={t('main')}
        data-print="hide"
        className="sticky bottom-0 z-30 border-line border-t bg-surface-raised/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md md:hidden"
      >
        <ul className="grid auto-cols-fr grid-flow-col">
          {nav.map((item) => (
            <li key={item.href} className="min-w-0">
              <NavItemLink item={item} className={BOTTOM_LOOK} />
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

const TOP_LOOK =
  'flex h-9 items-center gap-2 rounded-md px-3 font-medium text-ink-muted hover:bg-surface-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-ink [&_svg]:size-4';

const BOTTOM_LOOK =
  'focus-inset flex min-h-14 flex-col items-center justify-center gap-0.5 px-1 font-medium text-[0.6875rem] text-ink-muted aria-[current=page]:text-accent-ink [&_svg]:size-5 aria-[current=page]:[&_svg]:stroke-[2.4]';
