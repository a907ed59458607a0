import type { AddressState } from '@/lib/network/rules/plan';

/** Appearance of a cell: colour and sign together, so that neither is the only signal. */
export const cellLook: Record<AddressState, { className: string; sign: string }> = {
  free: { className: 'bg-surface-raised text-ink-muted border-line', sign: '' },
  assigned: { className: 'bg-accent text-on-accent border-accent font-semibold', sign: '●' },
  reserved: { className: 'bg-warning-soft text-warning-ink border-warning-ink/40', sign: '▪' },
  pool: { className: 'bg-info-soft text-info-ink border-info-ink/40', sign: '○' },
};
