import { useTranslations } from 'next-intl';
import { cn } from './cn';

/** A grey box the size of the coming content. Appears with a delay, so that fast pages do not flicker. */
function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn('block h-4 w-full animate-pulse rounded-sm bg-surface-sunken', className)}
    />
  );
}

function Loading({ children, className }: { children: React.ReactNode; className?: string }) {
  const t = useTranslations('ui');
  return (
    <div role="status" className={cn('animate-appear-late', className)}>
      <span className="sr-only">{t('loading')}</span>
      {children}
    </div>
  );
}

const FRAME = 'rounded-lg border border-line bg-surface-raised shadow-card';

function lines(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Placeholder of a card with some lines. */
export function CardSkeleton({ rows = 3, className }: { rows?: number; className?: string }) {
  return (
    <Loading className={cn(FRAME, 'flex flex-col gap-3 p-5', className)}>
      <Skeleton className="h-5 w-2/5" />
      {lines(rows).map((line) => (
        <Skeleton key={line} className={line % 2 === 0 ? 'w-full' : 'w-3/4'} />
      ))}
    </Loading>
  );
}

/** Placeholder of a table. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <Loading className={FRAME}>
      {lines(rows).map((line) => (
        <div
          key={line}
          className="flex items-center gap-6 border-line border-b p-4 last:border-b-0"
        >
          <Skeleton className="w-1/4" />
          <Skeleton className="w-1/5 max-sm:hidden" />
          <Skeleton className="ms-auto w-20" />
        </div>
      ))}
    </Loading>
  );
}

/** Placeholder of a whole page: heading, tiles, a table. */
export function PageSkeleton() {
  return (
    <Loading className="flex flex-col gap-5">
      <Skeleton className="h-8 w-56" />
      <div className="grid gap-4 sm:grid-cols-3">
        {lines(3).map((tile) => (
          <Skeleton key={tile} className="h-24 rounded-lg" />
        ))}
      </div>
      <Skeleton className="h-72 rounded-lg" />
    </Loading>
  );
}
