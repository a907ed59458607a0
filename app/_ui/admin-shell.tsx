import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Logo } from './logo';
import { MobileNav } from './mobile-nav';
import type { NavGroup } from './nav-item';
import { SideNav } from './side-nav';
import { CONTENT_ID } from './skip-link';
import { ThemeToggle } from './theme-toggle';

export type AdminShellProps = {
  /** The operator's name. */
  name: string;
  nav: readonly NavGroup[];
  /** Start of the top bar: the command palette's button. */
  commands?: ReactNode;
  /** End of the top bar: notices, the person's menu. */
  actions?: ReactNode;
  /** Above everything, e.g. the demo banner. */
  banner?: ReactNode;
  children: ReactNode;
};

/** Frame of the admin: sidebar (a drawer on small screens), top bar, content. */
export function AdminShell({ name, nav, commands, actions, banner, children }: AdminShellProps) {
  const t = useTranslations('ui.nav');
  // One element in both places, so it is sent to the browser once.
  const navigation = <SideNav label={t('main')} groups={nav} />;
  return (
    <>
      {banner}
      <div className="flex min-h-dvh [--table-top:3.5rem] max-xl:[--table-top:0px]">
        <aside
          data-print="hide"
          className="sticky top-0 flex h-dvh w-60 shrink-0 flex-col gap-6 overflow-y-auto border-line border-e bg-surface-sunken/60 px-3 py-4 max-lg:hidden"
        >
          <Logo name={name} className="px-2" />
          {navigation}
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header
            data-print="hide"
            className="sticky top-0 z-30 flex h-14 items-center gap-2 border-line border-b bg-surface/90 px-3 backdrop-blur-md sm:px-6"
          >
            <MobileNav name={name}>{navigation}</MobileNav>
            <div className="min-w-0 flex-1">{commands}</div>
            {actions}
            <ThemeToggle />
          </header>
          <main
            id={CONTENT_ID}
            tabIndex={-1}
            className="w-full max-w-7xl flex-1 px-4 py-6 outline-none sm:px-6 lg:px-8"
          >
            {children}
          </main>
        </div>
      </div>
    </>
  );
}
