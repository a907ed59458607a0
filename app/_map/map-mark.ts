import type { Tone } from '@/app/_ui/tone';

/** The form of a mark tells what it is; its colour and sign tell the state. */
export type MarkShape = 'circle' | 'square';

/** One thing on a map, with finished texts. */
export interface MapMark {
  id: string;
  latitude: number;
  longitude: number;
  shape: MarkShape;
  tone: Tone;
  title: string;
  /** State and kind in words; read out with the title. */
  detail: string;
  href: string;
}

/** The strongest state of a group wins its colour, so that trouble is never covered up. */
const toneOrder: readonly Tone[] = ['danger', 'warning', 'info', 'accent', 'neutral', 'positive'];

export function strongestTone(tones: readonly Tone[]): Tone {
  return toneOrder.find((tone) => tones.includes(tone)) ?? 'neutral';
}

const toneClass: Record<Tone, string> = {
  neutral: 'bg-surface-raised text-ink-muted',
  accent: 'bg-accent text-on-accent',
  positive: 'bg-positive text-on-positive',
  warning: 'bg-warning text-on-warning',
  danger: 'bg-danger text-on-danger',
  info: 'bg-info text-on-info',
};

/** Drawn inside the mark, so that colour is not the only carrier. */
const toneSign: Record<Tone, string> = {
  neutral: '<circle cx="8" cy="8" r="2.5" fill="currentColor" stroke="none"/>',
  accent: '<circle cx="8" cy="8" r="3.5"/>',
  positive: '<path d="M4.5 8.5 7 11l4.5-6"/>',
  warning: '<path d="M6 5v6M10 5v6"/>',
  danger: '<path d="m5 5 6 6m0-6-6 6"/>',
  info: '<path d="M8 4.5V8l2.5 2"/>',
};

/** Markup of a mark, made of nothing but our own constants. */
export function markHtml({ shape, tone }: Pick<MapMark, 'shape' | 'tone'>): string {
  const round = shape === 'circle' ? 'rounded-full' : 'rounded-sm';
  return `<span data-swatch class="flex size-7 items-center justify-center border-2 border-surface-raised shadow-float ${round} ${toneClass[tone]}"><svg aria-hidden="true" viewBox="0 0 16 16" class="size-4" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${toneSign[tone]}</svg></span>`;
}

export function groupHtml(count: number, tone: Tone): string {
  return `<span data-swatch class="flex size-9 items-center justify-center rounded-full border-2 border-surface-raised font-semibold text-xs tabular-nums shadow-float ${toneClass[tone]}">${count}</span>`;
}
