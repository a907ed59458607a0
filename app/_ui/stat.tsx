import { ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { AppLink } from './app-link';
import { cn } from './cn';
import { inkTone, type Tone } from './tone';

export type StatProps = {
  label: ReactNode;
  value: ReactNode;
  /** A comparison, or the figure's meaning. */
  caption?: ReactNode;
  tone?: Tone;
  icon?: ReactNode;
  /** Link to the details of the figure. */
  href?: string;
  /** A `Sparkline`. */
  chart?: ReactNode;
  className?: string;
};

/** One figure in a tile. */
export function Stat({ label, value, caption, tone, icon, href, chart, className }: StatProps) {
  return (
    <div
      className={cn(
        'group relative flex min-w-0 flex-col rounded-lg border border-line bg-surface-raised p-4 shadow-card',
        href !== undefined && 'transition-colors hover:border-line-strong',
        className,
      )}
    >
      <div className="flex items-center justify-between gap-2 text-ink-muted">
        <span className="flex min-w-0 items-center gap-1.5 [&_svg]:size-4 [&_svg]:shrink-0">
          {icon}
          {href === undefined ? (
            <span className="min-w-0 break-words">{label}</span>
          ) : (
            <AppLink
              href={href}
              className="min-w-0 break-words after:absolute after:inset-0 after:rounded-lg"
            >
              {label}
            </AppLink>
          )}
        </span>
        {href !== undefined && (
          <ArrowUpRight
            aria-hidden
            className="size-4 shrink-0 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 max-sm:hidden rtl:-scale-x-100"
          />
        )}
      </div>
      <p className="mt-1.5 font-semibold text-2xl tabular-nums leading-tight tracking-tight">
        {value}
      </p>
      {caption !== undefined && (
        <p className={cn('mt-1 text-xs', tone ? inkTone[tone] : 'text-ink-muted')}>{caption}</p>
      )}
      {chart !== undefined && <div className="mt-3">{chart}</div>}
    </div>
  );
}
