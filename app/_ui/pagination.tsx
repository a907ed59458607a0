import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LinkButton } from './button';

export type PaginationProps = {
  /** Address of the previous page; absent at the start. */
  previousHref?: string | undefined;
  nextHref?: string | undefined;
  /** E.g. the number of rows. */
  children?: ReactNode;
};

/** Keyset paging: previous and next without page numbers, because rows move while one reads. */
export function Pagination({ previousHref, nextHref, children }: PaginationProps) {
  const t = useTranslations('ui.table');
  return (
    <nav
      aria-label={t('pages')}
      className="flex flex-wrap items-center justify-between gap-3 text-ink-muted"
    >
      <p className="tabular-nums">{children}</p>
      {(previousHref !== undefined || nextHref !== undefined) && (
        <div className="flex gap-2">
          {previousHref !== undefined && (
            <LinkButton
              href={previousHref}
              rel="prev"
              size="sm"
              icon={<ChevronLeft aria-hidden className="rtl:-scale-x-100" />}
            >
              {t('previous')}
            </LinkButton>
          )}
          {nextHref !== undefined && (
            <LinkButton href={nextHref} rel="next" size="sm">
              {t('next')}
              <ChevronRight aria-hidden className="rtl:-scale-x-100" />
            </LinkButton>
          )}
        </div>
      )}
    </nav>
  );
}
