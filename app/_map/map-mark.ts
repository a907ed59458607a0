import type { Tone } from '@/app/_ui/tone';

/** The shape of a mark shows its kind; its colour and sign show its state. */
export const markShapes = ['circle', 'square'] as const;
export type MarkShape = (typeof markShapes)[number];

/** One item on a map, with its texts ready to show. */
export type MapMark = {
  id: string;
  latitude: number;
  longitude: number;
  shape: MarkShape;
  tone: Tone;
  title: string;
  /** State and kind in words; read out with the title. */
  detail: string;
  href: string;
};

/** The most severe state of a group determines its colour, so that problems are never hidden. */
const toneOrder: readonly Tone[] = ['danger', 'warning', 'info', 'accent', 'neutral', 'positive'];

export function strongestTone(tones: readonly Tone[]): Tone {
  return toneOrder.find((tone) => tones.includes(tone)) ?? 'neutral';
}

export const markTone: Record<Tone, string> = {
  neutral: 'bg-surface-raised text-ink-muted',
  accent: 'bg-accent text-on-accent',
  positive: 'bg-positive text-on-positive',
  warning: 'bg-warning text-on-warning',
  danger: 'bg-danger text-on-danger',
  info: 'bg-info text-on-info',
};

/** Lines drawn inside the mark on a 16 by 16 grid, so that colour is not the only signal. */
export const markSign: Record<Tone, string> = {
  neutral: 'M7.5 8h1',
  accent: 'M8 4.5v7M4.5 8h7',
  positive: 'M4.5 8.5 7 11l4.5-6',
  warning: 'M6 5v6M10 5v6',
  danger: 'm5 5 6 6m0-6-6 6',
  info: 'M8 4.5V8l2.5 2',
};

/** Markup of a mark, built only from our own constants. */
export function markHtml({ shape, tone }: Pick<MapMark, 'shape' | 'tone'>): string {
  const round = shape === 'circle' ? 'rounded-full' : 'rounded-sm';
  return `<span data-swatch class="flex size-7 items-center justify-center border-2 border-surface-raised shadow-float ${round} ${markTone[tone]}"><svg aria-hidden="true" viewBox="0 0 16 16" class="size-4" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="${markSign[tone]}"/></svg></span>`;
}

export function groupHtml(count: number, tone: Tone): string {
  return `<span data-swatch class="flex size-9 items-center justify-center rounded-full border-2 border-surface-raised font-semibold text-xs tabular-nums shadow-float ${markTone[tone]}">${count}</span>`;
}
