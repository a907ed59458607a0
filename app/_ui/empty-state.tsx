import { Inbox } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

export type EmptyStateProps = {
  icon?: ReactNode;
  title: ReactNode;
  /** The purpose of this place and what to do next. */
  children?: ReactNode;
  /** One primary button, at most one more. */
  action?: ReactNode;
  headingLevel?: 1 | 2 | 3;
  className?: string;
};

/** Nothing here yet, or no match: says so and offers the next step. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  headingLevel = 2,
  className,
}: EmptyStateProps) {
  const Heading = `h${headingLevel}` as const;
  return (
    <div
      className={cn(
        'mx-auto flex max-w-md flex-col items-center px-4 py-10 text-center',
        className,
      )}
    >
      <div className="mb-4 flex size-12 items-center justify-center rounded-xl bg-accent-soft text-accent-ink [&_svg]:size-6">
        {icon ?? <Inbox aria-hidden />}
      </div>
      <Heading className="font-semibold text-base">{title}</Heading>
      {children !== undefined && <div className="mt-1.5 text-ink-muted">{children}</div>}
      {action !== undefined && (
        <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>
      )}
    </div>
  );
}
