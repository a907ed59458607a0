import type { Formats } from '@/lib/kit/format';
import type { UsageStep } from './usage-series';

/** Formats the start of a step; short for axes, long for tables and screen readers. */
export function stepText(
  f: Formats,
  step: UsageStep,
  startSeconds: number,
  length: 'short' | 'long',
) {
  const start = new Date(startSeconds * 1000);
  if (step === 'hour') return length === 'short' ? f.time(start) : f.dateTime(start);
  if (step === 'month') return f.month(start);
  return length === 'short' ? f.dayMonth(start) : f.date(start);
}
