import { Check, Circle, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { Spinner } from './spinner';

export type StepState = 'done' | 'now' | 'failed' | 'waiting';

export type TimelineStep = {
  id: string;
  title: ReactNode;
  state: StepState;
  /** Formatted time, e.g. a `<DateTime show="timeExact">`. */
  time?: ReactNode;
  /** Why the step waits or failed, and what happens next. */
  detail?: ReactNode;
};

const marks: Record<StepState, { look: string; icon: ReactNode }> = {
  done: { look: 'bg-positive text-on-positive', icon: <Check aria-hidden className="size-3.5" /> },
  now: { look: 'bg-accent-soft text-accent-ink', icon: <Spinner className="size-3.5" /> },
  failed: { look: 'bg-danger text-on-danger', icon: <X aria-hidden className="size-3.5" /> },
  waiting: {
    look: 'border border-line-strong text-ink-muted',
    icon: <Circle aria-hidden className="size-1.5 fill-current" />,
  },
};

export type TimelineProps = {
  steps: readonly TimelineStep[];
  label?: string;
  /** Announces changes, for timelines that update while being watched. */
  live?: boolean;
};

/** Past, current and upcoming steps, each with its time and, if needed, its reason. */
export function Timeline({ steps, label, live = false }: TimelineProps) {
  const t = useTranslations('ui.timeline');
  return (
    <ol aria-label={label ?? t('label')} aria-live={live ? 'polite' : undefined}>
      {steps.map((step, index) => (
        <li key={step.id} className="relative flex gap-3 pb-5 last:pb-0">
          {index < steps.length - 1 && (
            <span
              aria-hidden
              className={cn(
                'absolute start-[0.6875rem] top-6 bottom-0 w-px',
                step.state === 'done' ? 'bg-positive' : 'bg-line',
              )}
            />
          )}
          <span
            className={cn(
              'z-1 flex size-6 shrink-0 items-center justify-center rounded-full',
              marks[step.state].look,
            )}
          >
            {marks[step.state].icon}
            <span className="sr-only">{t(step.state)}</span>
          </span>
          <div className="min-w-0 flex-1 pt-0.5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className={cn('font-medium', step.state === 'waiting' && 'text-ink-muted')}>
                {step.title}
              </span>
              {step.time !== undefined && (
                <span className="text-ink-muted text-xs tabular-nums">{step.time}</span>
              )}
            </div>
            {step.detail !== undefined && (
              <div
                className={cn(
                  'mt-0.5 text-xs leading-relaxed',
                  step.state === 'failed' ? 'text-danger-ink' : 'text-ink-muted',
                )}
              >
                {step.detail}
              </div>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
