import type { ReactNode } from 'react';
import { cn } from './cn';
import type { Tone } from './tone';

const toneClass: Record<Tone, string> = {
  neutral: 'badge badge-neutral',
  accent: 'badge badge-accent',
  positive: 'badge badge-positive',
  warning: 'badge badge-warning',
  danger: 'badge badge-danger',
  info: 'badge badge-info',
};

export type StatusBadgeProps = {
  tone: Tone;
  /** Replaces the tone's own icon, e.g. with a pause sign. */
  icon?: ReactNode;
  size?: 'sm' | 'md';
  children: ReactNode;
  className?: string;
};

/** A status as a word, a colour and an icon. */
export function StatusBadge({ tone, icon, size = 'sm', children, className }: StatusBadgeProps) {
  return (
    <span className={cn(toneClass[tone], size === 'md' && 'badge-md', className)}>
      {icon}
      {children}
    </span>
  );
}
