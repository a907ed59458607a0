import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';

export const ICON_BUTTON_STYLES =
  'touch-area inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-muted transition-colors hover:bg-surface-hover hover:text-ink aria-disabled:opacity-50 [&_svg]:size-4.5';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  /** Its action: the accessible name and the tooltip. */
  label: string;
  icon: ReactNode;
};

/** A button with only an icon. */
export function IconButton({ label, icon, className, type = 'button', ...props }: IconButtonProps) {
  return (
    <button
      title={label}
      aria-label={label}
      {...props}
      type={type}
      className={cn(ICON_BUTTON_STYLES, className)}
    >
      {icon}
    </button>
  );
}
