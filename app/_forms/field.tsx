'use client';

import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import { useFieldState } from './form-context';

/** Props of every field. */
export type FieldProps = {
  name: string;
  label: ReactNode;
  /** A sentence under the label: expected input and its purpose. */
  hint?: ReactNode;
  required?: boolean | undefined;
  /** Hides the label visually; for filters and table rows with a visible heading. */
  labelHidden?: boolean | undefined;
  className?: string | undefined;
};

export type ControlAttributes = {
  id: string;
  name: string;
  required: boolean;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
};

type FieldFrameProps = FieldProps & {
  /** Renders the control with the attributes that link it to its label, hint and errors. */
  children: (control: ControlAttributes) => ReactNode;
};

/** Label, hint, control and errors of one field. */
export function Field({
  name,
  label,
  hint,
  required = false,
  labelHidden,
  className,
  children,
}: FieldFrameProps) {
  const { id, errors } = useFieldState(name);
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint !== undefined && hintId, errors.length > 0 && errorId].filter(Boolean);
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={cn('font-medium', labelHidden && 'sr-only')}>
        {label}
        {!required && <OptionalMark />}
      </label>
      {children({
        id,
        name,
        required,
        'aria-invalid': errors.length > 0 || undefined,
        'aria-describedby': describedBy.length > 0 ? describedBy.join(' ') : undefined,
      })}
      {hint !== undefined && (
        <p id={hintId} className="text-ink-muted text-xs leading-relaxed">
          {hint}
        </p>
      )}
      <FieldErrors id={errorId} errors={errors} />
    </div>
  );
}

function OptionalMark() {
  const t = useTranslations('ui');
  return <span className="ms-1 font-normal text-ink-muted text-xs">{` (${t('optional')})`}</span>;
}

/** The sentences under a control. */
export function FieldErrors({ id, errors }: { id: string; errors: readonly string[] }) {
  if (errors.length === 0) return null;
  return (
    <div id={id} className="flex items-start gap-1.5 text-danger-ink text-xs">
      <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
      <div>
        {errors.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </div>
  );
}
