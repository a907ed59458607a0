'use client';

import {
  type ReactNode,
  useActionState,
  useContext,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
} from 'react';
import { cn } from '@/app/_ui/cn';
import { FormContext, OnRefused } from './form-context';
import { FormMessage } from './form-message';
import { type FormAction, type FormState, idleState } from './form-state';

export type FormProps = {
  /** A server action created by `formAction`. */
  action: FormAction;
  /** Accessible name; required when the page has several forms. */
  label?: string;
  /** Runs in the browser after success, e.g. to close a dialog. Never the only way to see the result. */
  onSuccess?: (state: FormState) => void;
  /** Position of the form's message; `none` when the screen shows it itself. */
  messageAt?: 'top' | 'bottom' | 'none';
  /**
   * The way on after success, for a form whose second submission would be a second intent: it then stays readable, and
   * cannot be submitted again.
   */
  doneWith?: ReactNode;
  className?: string;
  children: ReactNode;
};

/**
 * A form for a server action: keeps its input, shows sentences at fields and a summary, announces the result, and works
 * before (or without) JavaScript.
 */
export function Form({
  action,
  label,
  onSuccess,
  messageAt = 'top',
  doneWith,
  className,
  children,
}: FormProps) {
  const [state, submit, pending] = useActionState(action, idleState);
  const idPrefix = useId();
  const message = messageAt === 'none' ? null : <FormMessage />;
  const summary = useRef<HTMLFormElement>(null);
  const onRefused = useContext(OnRefused);
  const announce = useEffectEvent((answer: FormState) => {
    if (answer.status === 'error') onRefused();
    if (answer.status === 'ok') onSuccess?.(answer);
    // After a refusal or a question, a person first needs to know where to look.
    if (answer.status === 'error' || answer.status === 'asks')
      summary.current?.querySelector<HTMLElement>('[data-form-message]')?.focus();
  });
  useEffect(() => announce(state), [state]);
  return (
    <FormContext value={{ state, pending, idPrefix }}>
      <form
        ref={summary}
        action={submit}
        aria-label={label}
        aria-busy={pending}
        // Our own sentences appear at the fields; the browser's bubbles would hide them.
        noValidate
        className={cn('flex flex-col gap-4', className)}
      >
        {messageAt === 'top' && message}
        <Once isOver={doneWith !== undefined && state.status === 'ok'} way={doneWith}>
          {children}
        </Once>
        {messageAt === 'bottom' && message}
      </form>
    </FormContext>
  );
}

/** Always the same tree, so that typed text stays. */
export function Once({
  isOver,
  way,
  children,
}: {
  isOver: boolean;
  way: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      {isOver && <div>{way}</div>}
      <fieldset disabled={isOver} className="contents">
        {children}
      </fieldset>
    </>
  );
}
