import { CircleAlert, CircleCheck, Info, type LucideIcon, OctagonAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { softTone, type Tone } from './tone';

const toneIcon: Record<Tone, LucideIcon> = {
  neutral: Info,
  accent: Info,
  positive: CircleCheck,
  warning: CircleAlert,
  danger: OctagonAlert,
  info: Info,
};

export type CalloutProps = {
  tone?: Tone;
  title?: ReactNode;
  /** Usually one button: what to do about it. */
  action?: ReactNode;
  /** `alert` only for messages that appear on their own and must interrupt. */
  role?: 'alert' | 'status' | 'note';
  className?: string;
  children?: ReactNode;
};

/** A message inside the page: what happened, why, and what to do. */
export function Callout({
  tone = 'info',
  title,
  action,
  role = 'note',
  className,
  children,
}: CalloutProps) {
  const Icon = toneIcon[tone];
  return (
    <div
      role={role}
      className={cn(
        'flex flex-wrap items-start gap-x-4 gap-y-3 rounded-lg border border-current/15 p-4',
        softTone[tone],
        className,
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0" />
      <div className="min-w-0 flex-1 basis-52">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {children !== undefined && <div className="text-ink">{children}</div>}
      </div>
      {action !== undefined && <div className="flex shrink-0 gap-2">{action}</div>}
    </div>
  );
}
