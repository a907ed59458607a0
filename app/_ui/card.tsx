import type { ReactNode } from 'react';
import { cn } from './cn';

export type CardProps = {
  title?: ReactNode;
  description?: ReactNode;
  /** Buttons at the end of the header. */
  actions?: ReactNode;
  /** A subtle strip below the content. */
  footer?: ReactNode;
  /** Without padding, for tables and lists that touch the edges. */
  flush?: boolean;
  /** Level of the title; the page's own heading is 1. */
  headingLevel?: 2 | 3;
  className?: string;
  id?: string;
  children?: ReactNode;
};

/** A raised box around one subject. */
export function Card({
  title,
  description,
  actions,
  footer,
  flush = false,
  className,
  id,
  ...rest
}: CardProps) {
  const { headingLevel = 2, children } = rest;
  const Heading = headingLevel === 2 ? 'h2' : 'h3';
  return (
    <section
      id={id}
      className={cn(
        'flex min-w-0 flex-col rounded-lg border border-line bg-surface-raised shadow-card',
        className,
      )}
    >
      {(title !== undefined || actions !== undefined) && (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 sm:px-5">
          <div className="min-w-0">
            {title !== undefined && <Heading className="font-semibold text-base">{title}</Heading>}
            {description !== undefined && <p className="mt-0.5 text-ink-muted">{description}</p>}
          </div>
          {actions !== undefined && (
            <div className="flex flex-wrap items-center gap-2">{actions}</div>
          )}
        </header>
      )}
      <div
        className={cn(
          'min-w-0 flex-1',
          flush ? 'overflow-hidden pt-3' : 'p-4 sm:p-5',
          flush && title === undefined && 'pt-0',
        )}
      >
        {children}
      </div>
      {footer !== undefined && (
        <footer className="rounded-b-lg border-line border-t bg-surface-sunken/50 px-4 py-3 text-ink-muted sm:px-5">
          {footer}
        </footer>
      )}
    </section>
  );
}
