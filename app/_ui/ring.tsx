import type { ReactNode } from 'react';
import { cn } from './cn';
import { strokeTone, type Tone } from './tone';

const RADIUS = 52;
const circumference = 2 * Math.PI * RADIUS;

export type RingProps = {
  /** Remaining part, 0 to 1. */
  ratio: number;
  /** Text alternative: "36.4 of 50 GB left". */
  label: string;
  tone?: Tone;
  /** Large text in the centre; `caption` is the small one below. */
  value: ReactNode;
  caption?: ReactNode;
  className?: string;
};

/** A circular gauge, rendered on the server. */
export function Ring({ ratio, label, tone = 'accent', value, caption, className }: RingProps) {
  const part = Math.min(1, Math.max(0, ratio));
  return (
    <div className={cn('relative size-36 shrink-0', className)}>
      <svg role="img" aria-label={label} viewBox="0 0 120 120" className="size-full -rotate-90">
        <circle cx="60" cy="60" r={RADIUS} fill="none" stroke="var(--line)" strokeWidth="9" />
        {part > 0 && (
          <circle
            cx="60"
            cy="60"
            r={RADIUS}
            fill="none"
            stroke="currentColor"
            strokeWidth="9"
            strokeLinecap="round"
            strokeDasharray={`${part * circumference} ${circumference}`}
            className={strokeTone[tone]}
          />
        )}
      </svg>
      <div
        aria-hidden
        className="absolute inset-0 flex flex-col items-center justify-center text-center"
      >
        <span className="font-semibold text-xl tabular-nums leading-tight">{value}</span>
        {caption !== undefined && <span className="text-ink-muted text-xs">{caption}</span>}
      </div>
    </div>
  );
}
