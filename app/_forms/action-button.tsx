'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useActionState, useEffect, useEffectEvent } from 'react';
import { Button, type ButtonProps } from '@/app/_ui/button';
import { showToast } from '@/app/_ui/toasts';
import { type FormAction, type FormState, idleState } from './form-state';

export type ActionButtonProps = Pick<ButtonProps, 'variant' | 'size' | 'icon'> & {
  action: FormAction;
  /** Values passed to the action as hidden fields. */
  values: Record<string, string | number>;
  /** Why the button is disabled. */
  disabledReason?: string | undefined;
  children: ReactNode;
};

/** A button that runs an action and shows the result as a toast. Works without scripts, but without the toast. */
export function ActionButton({ action, values, children, ...button }: ActionButtonProps) {
  const t = useTranslations('ui');
  const [state, submit, pending] = useActionState(action, idleState);
  const tell = useEffectEvent((answer: FormState) => {
    if (answer.status === 'idle') return;
    const isGood = answer.status === 'ok';
    showToast({
      title: answer.message ?? t('error.title'),
      tone: isGood ? 'positive' : 'danger',
    });
  });
  useEffect(() => tell(state), [state]);
  return (
    <form action={submit}>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" pending={pending} {...button}>
        {children}
      </Button>
    </form>
  );
}
