import { cn } from './cn';

/** The mark: a purse whose clasp is a signal. */
function LogoMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={cn('size-7 shrink-0', className)}>
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="2.4" strokeLinecap="round">
        <path
          d="M7.5 14.5h17v7.2a3.3 3.3 0 0 1-3.3 3.3H10.8a3.3 3.3 0 0 1-3.3-3.3Z"
          strokeLinejoin="round"
        />
        <path d="M8.6 11.2a10.6 10.6 0 0 1 14.8 0" />
        <path d="M12.3 7.4a12 12 0 0 1 7.4 0" opacity="0.6" />
      </g>
      <circle cx="20.6" cy="19.6" r="1.7" fill="var(--on-accent)" />
    </svg>
  );
}

/** Mark and name; the operator's own name if given. */
export function Logo({ name, className }: { name: string; className?: string }) {
  return (
    <span className={cn('flex min-w-0 items-center gap-2.5', className)}>
      <LogoMark />
      <span className="truncate font-semibold text-base tracking-tight">{name}</span>
    </span>
  );
}
