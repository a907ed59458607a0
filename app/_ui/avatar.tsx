import { cn } from './cn';

/** First letters of the first and last word of a name. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = words[0] ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return [first, last]
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

/** A person's initials. Decorative: the name is beside it. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        'inline-flex size-8 shrink-0 select-none items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-ink text-xs',
        className,
      )}
    >
      {initialsOf(name)}
    </span>
  );
}
