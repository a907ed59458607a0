import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDot,
  Clock,
  Info,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { softTone, type Tone } from './tone';

const toneIcon: Record<Tone, LucideIcon> = {
  neutral: CircleDot,
  accent: Clock,
  positive: CircleCheck,
  warning: CircleAlert,
  danger: Ban,
  info: Info,
};

export interface StatusBadgeProps {
  tone: Tone;
  /** Replaces the tone's own icon, e.g. a pause sign. */
  icon?: ReactNode;
  size?: 'sm' | 'md';
  children: ReactNode;
  className?: string;
}

/** A status in a word, a colour and a shape. */
export function StatusBadge({ tone, icon, size = 'sm', children, className }: StatusBadgeProps) {
  const Icon = toneIcon[tone];
  return (
    <span
      className={cn(
        'inline-flex max-w-full items-center gap-1 whitespace-nowrap rounded-full font-medium [&_svg]:shrink-0',
        size === 'sm'
          ? 'px-2 py-0.5 text-xs [&_svg]:size-3.5'
          : 'px-2.5 py-1 text-sm [&_svg]:size-4',
        softTone[tone],
        className,
      )}
    >
      {icon ?? <Icon aria-hidden />}
      <span className="truncate">{children}</span>
    </span>
  );
}
