import type { ReactNode } from 'react';
import { cn } from './cn';
import { strokeTone, type Tone } from './tone';

export type MeterProps = {
  /** Filled part, 0 to 1. */
  ratio: number;
  /** Name of the measurement, shown above the bar. */
  label: ReactNode;
  /** The figure at the end of the label's line, e.g. "36.4 of 50 GB". Also read by screen readers. */
  value: string;
  tone?: Tone;
  /** A line under the bar. */
  caption?: ReactNode;
  size?: 'sm' | 'md';
  className?: string;
};

/** A linear gauge with its texts. */
export function Meter({
  ratio,
  label,
  value,
  tone = 'accent',
  caption,
  size = 'md',
  className,
}: MeterProps) {
  const percent = Math.round(Math.min(1, Math.max(0, ratio)) * 1000) / 10;
  return (
    <div className={cn('min-w-0', className)}>
      <div className="mb-1.5 flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-ink-muted">{label}</span>
        <span className="font-medium tabular-nums">{value}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a native meter cannot be styled consistently across browsers. */}
      <div
        role="meter"
        aria-label={typeof label === 'string' ? label : value}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={value}
        className={cn(
          'overflow-hidden rounded-full bg-line',
          size === 'sm' ? 'h-1.5' : 'h-2.5',
          strokeTone[tone],
        )}
      >
        <div
          data-swatch
          className="h-full rounded-full bg-current"
          style={{ inlineSize: `${percent}%` }}
        />
      </div>
      {caption !== undefined && <p className="mt-1.5 text-ink-muted text-xs">{caption}</p>}
    </div>
  );
}

export type ProgressProps = {
  /** 0 to 1; absent while the end is unknown. */
  ratio?: number;
  /** Name of the work. */
  label: string;
};

/** Work in progress. */
export function Progress({ ratio, label }: ProgressProps) {
  const percent =
    ratio === undefined ? undefined : Math.round(Math.min(1, Math.max(0, ratio)) * 100);
  return (
    <div>
      <p className="mb-1.5 text-ink-muted">{label}</p>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          data-swatch
          className={cn(
            'h-full rounded-full bg-accent',
            percent === undefined && 'w-1/3 animate-pulse',
          )}
          style={percent === undefined ? undefined : { inlineSize: `${percent}%` }}
        />
      </div>
    </div>
  );
}
