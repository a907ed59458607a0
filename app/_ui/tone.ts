/** The meaning of a colour. Never the only signal: an icon or a word is beside it. */
export type Tone = 'neutral' | 'accent' | 'positive' | 'warning' | 'danger' | 'info';

/** Tinted background with a readable text colour. */
export const softTone: Record<Tone, string> = {
  neutral: 'bg-surface-sunken text-ink-muted',
  accent: 'bg-accent-soft text-accent-ink',
  positive: 'bg-positive-soft text-positive-ink',
  warning: 'bg-warning-soft text-warning-ink',
  danger: 'bg-danger-soft text-danger-ink',
  info: 'bg-info-soft text-info-ink',
};

/** Text colour on a plain surface. */
export const inkTone: Record<Tone, string> = {
  neutral: 'text-ink-muted',
  accent: 'text-accent-ink',
  positive: 'text-positive-ink',
  warning: 'text-warning-ink',
  danger: 'text-danger-ink',
  info: 'text-info-ink',
};

/** The full colour as text colour, for strokes and fills drawn with `currentColor`. */
export const strokeTone: Record<Tone, string> = {
  neutral: 'text-line-strong',
  accent: 'text-accent',
  positive: 'text-positive',
  warning: 'text-warning',
  danger: 'text-danger',
  info: 'text-info',
};
