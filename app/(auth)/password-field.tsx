'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field, type FieldProps } from '@/app/_forms/field';

interface PasswordFieldProps extends FieldProps {
  /** Tells password managers whether to fill a kept password or to offer a new one. */
  autoComplete: 'current-password' | 'new-password';
}

/** A password that can be shown while typing. Pasting and password managers work. */
export function PasswordField({ autoComplete, ...field }: PasswordFieldProps) {
  const t = useTranslations('ui.form');
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field {...field}>
      {(control) => (
        <span className="relative block">
          <input
            {...control}
            type={isShown ? 'text' : 'password'}
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellCheck={false}
            className="control pe-12"
          />
          <button
            type="button"
            aria-label={isShown ? t('hidePassword') : t('showPassword')}
            onClick={() => setIsShown(!isShown)}
            className="focus-inset absolute inset-y-0 end-0 grid w-11 place-items-center rounded-md text-ink-muted hover:text-ink"
          >
            <Icon aria-hidden className="size-4.5" />
          </button>
        </span>
      )}
    </Field>
  );
}
