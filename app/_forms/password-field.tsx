'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { cn } from '@/app/_ui/cn';
import { IconButton } from '@/app/_ui/icon-button';
import { Field, type FieldProps } from './field';

export type PasswordFieldProps = FieldProps & {
  /** `current-password` to sign in, `new-password` to set one: password managers need it. */
  autoComplete: 'current-password' | 'new-password' | 'off';
  minLength?: number;
};

/** A secret: can be pasted and revealed, and is never sent back by the server. */
export function PasswordField({
  name,
  label,
  hint,
  required,
  labelHidden,
  className,
  ...rest
}: PasswordFieldProps) {
  const t = useTranslations('ui.form');
  const [shown, setShown] = useState(false);
  return (
    <Field {...{ name, label, hint, required, labelHidden, className }}>
      {(control) => (
        <span className="relative block">
          <input
            {...rest}
            {...control}
            type={shown ? 'text' : 'password'}
            spellCheck={false}
            autoCapitalize="none"
            className={cn('control pe-11', shown && 'font-mono')}
          />
          <IconButton
            label={shown ? t('hidePassword') : t('showPassword')}
            aria-pressed={shown}
            icon={shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 end-1 my-auto size-8"
          />
        </span>
      )}
    </Field>
  );
}
