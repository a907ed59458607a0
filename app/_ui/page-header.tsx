import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { AppLink } from './app-link';

export type Crumb = {
  label: string;
  href: string;
};

export type PageHeaderProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Ancestor pages, outermost first. */
  crumbs?: readonly Crumb[];
  /** A status badge beside the title. */
  badge?: ReactNode;
  actions?: ReactNode;
};

/** The page's only `h1`, its breadcrumbs and its actions. */
export function PageHeader({ title, description, crumbs = [], badge, actions }: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-full">
        {crumbs.length > 0 && <Breadcrumb crumbs={crumbs} />}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 break-words font-semibold text-2xl leading-tight">{title}</h1>
          {badge}
        </div>
        {description !== undefined && (
          <p className="mt-1 max-w-prose text-ink-muted">{description}</p>
        )}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useTranslations('ui.nav');
  return (
    <nav aria-label={t('breadcrumb')} className="mb-1.5">
      <ol className="flex flex-wrap items-center gap-1 text-ink-muted text-xs">
        {crumbs.map((crumb, index) => (
          <li key={crumb.href} className="flex items-center gap-1">
            {index > 0 && <ChevronRight aria-hidden className="size-3.5 rtl:-scale-x-100" />}
            <AppLink href={crumb.href} className="rounded-sm py-0.5 hover:text-ink hover:underline">
              {crumb.label}
            </AppLink>
          </li>
        ))}
      </ol>
    </nav>
  );
}
