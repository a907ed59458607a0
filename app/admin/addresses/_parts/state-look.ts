import type { Tone } from '@/app/_ui/tone';
import type { AddressState } from '@/lib/network/rules/plan';

export const stateTone: Readonly<Record<AddressState, Tone>> = {
  free: 'neutral',
  assigned: 'accent',
  reserved: 'warning',
  pool: 'info',
};

/** How a cell of the map looks: colour and sign together, so that neither is alone. */
export const cellLook: Readonly<Record<AddressState, { className: string; sign: string }>> = {
  free: { className: 'bg-surface-raised text-ink-muted border-line', sign: '' },
  assigned: { className: 'bg-accent text-on-accent border-accent font-semibold', sign: '●' },
  reserved: { className: 'bg-warning-soft text-warning-ink border-warning-ink/40', sign: '▪' },
  pool: { className: 'bg-info-soft text-info-ink border-info-ink/40', sign: '○' },
};
