'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field, type FieldProps } from './field';

export type FileFieldProps = FieldProps & {
  /** As the `accept` attribute: `image/png,image/jpeg`. The server checks the content itself. */
  accept: string;
  /** Accepted formats in words: "PNG or JPEG". */
  acceptLabel: string;
  /** Maximum size in bytes, and as text. */
  maxBytes: number;
  maxLabel: string;
};

/** One file; oversized files are refused before upload. */
export function FileField({
  name,
  label,
  hint,
  required,
  labelHidden,
  className,
  ...rest
}: FileFieldProps) {
  const { accept, acceptLabel, maxBytes, maxLabel } = rest;
  const t = useTranslations('ui.form');
  const [tooLarge, setTooLarge] = useState(false);
  const limits = t('fileHint', { types: acceptLabel, size: maxLabel });
  return (
    <Field
      {...{ name, label, required, labelHidden, className }}
      hint={
        hint === undefined ? (
          limits
        ) : (
          <>
            {hint} {limits}
          </>
        )
      }
    >
      {(control) => (
        <>
          <input
            {...control}
            type="file"
            accept={accept}
            onChange={(event) => {
              const isTooLarge = (event.target.files?.[0]?.size ?? 0) > maxBytes;
              if (isTooLarge) event.target.value = '';
              setTooLarge(isTooLarge);
            }}
            className="control py-1.5 ps-1.5 text-ink-muted file:me-3 file:rounded-sm file:border-0 file:bg-surface-sunken file:px-3 file:py-1.5 file:font-medium file:text-ink"
          />
          <p role="status" className="text-danger-ink text-xs empty:hidden">
            {tooLarge && t('fileTooLarge', { size: maxLabel })}
          </p>
        </>
      )}
    </Field>
  );
}
