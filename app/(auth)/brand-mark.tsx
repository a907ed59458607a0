/** The product's sign: a purse whose clasp sends a signal. Takes the text colour. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden className={className}>
      <rect x="2" y="2" width="28" height="28" rx="8" fill="currentColor" />
      <g stroke="var(--color-surface-raised)" strokeWidth="2.4" strokeLinecap="round">
        <path d="M9 13.5a10 10 0 0 1 14 0" />
        <path d="M12.2 17.2a5.4 5.4 0 0 1 7.6 0" />
      </g>
      <circle cx="16" cy="21.6" r="2" fill="var(--color-surface-raised)" />
    </svg>
  );
}
