import { type ComponentProps, type ReactNode, useId } from 'react';
import { AppLink, type AppLinkProps } from './app-link';
import { type ButtonVariants, buttonStyles } from './button-styles';
import { cn } from './cn';
import { Spinner } from './spinner';

export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> &
  ButtonVariants & {
    /** Icon before the label. */
    icon?: ReactNode;
    /** Shows a spinner and ignores further clicks; the label stays. */
    pending?: boolean;
    /** Why the button is disabled. It stays focusable, and the reason is announced and shown beside it. */
    disabledReason?: string | undefined;
  };

/** A button. Works in server components; its action comes from a form, or from a handler in a client component. */
export function Button({
  variant,
  size,
  block,
  icon,
  pending = false,
  disabledReason,
  className,
  children,
  type = 'button',
  onClick,
  ...props
}: ButtonProps) {
  const inert = pending || disabledReason !== undefined;
  const button = (extra?: { 'aria-describedby': string }) => (
    <button
      {...props}
      {...extra}
      // A disabled button never submits: without a handler and a type it does nothing at all.
      type={inert ? 'button' : type}
      {...(inert ? { 'aria-disabled': true } : {})}
      {...(inert || !onClick ? {} : { onClick })}
      className={cn(buttonStyles({ variant, size, block }), className)}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  );
  return disabledReason === undefined ? (
    button()
  ) : (
    <WithReason reason={disabledReason} block={block === true}>
      {button}
    </WithReason>
  );
}

type WithReasonProps = {
  reason: string;
  block: boolean;
  children: (describedBy: { 'aria-describedby': string }) => ReactNode;
};

function WithReason({ reason, block, children }: WithReasonProps) {
  const id = useId();
  return (
    <span className={cn('group/reason relative inline-flex', block && 'w-full')}>
      {children({ 'aria-describedby': id })}
      <span
        id={id}
        role="tooltip"
        className="pointer-events-none absolute start-0 bottom-full z-20 mb-1.5 hidden w-max max-w-64 rounded-md bg-ink px-2.5 py-1.5 text-surface text-xs shadow-float group-focus-within/reason:block group-hover/reason:block max-sm:max-w-40 sm:start-auto sm:end-0"
      >
        {reason}
      </span>
    </span>
  );
}

export type LinkButtonProps = AppLinkProps &
  ButtonVariants & {
    icon?: ReactNode;
  };

/** A link that looks like a button: for navigation, never for changes. */
export function LinkButton({
  variant,
  size,
  block,
  icon,
  className,
  children,
  ...props
}: LinkButtonProps) {
  return (
    <AppLink {...props} className={cn(buttonStyles({ variant, size, block }), className)}>
      {icon}
      {children}
    </AppLink>
  );
}
