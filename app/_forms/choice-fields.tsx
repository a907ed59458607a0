'use client';

import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import { Field, FieldErrors, type FieldProps } from './field';
import { useFieldState, useFormState } from './form-context';

export type Option = {
  value: string;
  label: string;
  disabled?: boolean;
};

export type SelectFieldProps = FieldProps & {
  options: readonly Option[];
  defaultValue?: string | undefined;
  /** Text of the empty first choice; `false` omits it. */
  placeholder?: string | false;
  disabled?: boolean;
  onChange?: (value: string) => void;
};

/** One of a few, with the native select, so it works everywhere. For many choices use `ComboField`. */
export function SelectField({
  name,
  label,
  hint,
  required,
  labelHidden,
  className,
  ...rest
}: SelectFieldProps) {
  const { options, defaultValue, placeholder, disabled = false, onChange } = rest;
  const { value } = useFieldState(name, defaultValue);
  const t = useTranslations('ui.form');
  return (
    <Field {...{ name, label, hint, required, labelHidden, className }}>
      {(control) => (
        <span className="relative block">
          <select
            // A form reset puts a select back to its first choice; a new key keeps the selected one.
            key={value}
            {...control}
            defaultValue={value ?? ''}
            disabled={disabled}
            onChange={(event) => onChange?.(event.target.value)}
            className="control appearance-none truncate pe-9"
          >
            {placeholder !== false && <option value="">{placeholder ?? t('choose')}</option>}
            {options.map((option) => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown
            aria-hidden
            className="pointer-events-none absolute inset-y-0 end-3 my-auto size-4 text-ink-muted"
          />
        </span>
      )}
    </Field>
  );
}

export type CheckboxFieldProps = Omit<FieldProps, 'labelHidden' | 'required'> & {
  defaultChecked?: boolean | undefined;
  /** Submitted when ticked; the schema reads a boolean, or a list of values for repeated names. */
  value?: string;
  /** Displayed as a switch, for settings that are on or off. */
  look?: 'box' | 'switch';
  disabled?: boolean;
  onChange?: (checked: boolean) => void;
};

const BOX = 'mt-0.5 size-5 shrink-0 rounded-sm accent-accent pointer-fine:size-4.5';
const TOGGLE =
  'relative h-6 w-10 shrink-0 appearance-none rounded-full border border-line-strong bg-surface-sunken transition-colors before:absolute before:inset-y-0.5 before:start-0.5 before:w-4.5 before:rounded-full before:bg-line-strong before:transition-[translate,background-color] checked:border-accent checked:bg-accent checked:before:translate-x-4 checked:before:bg-on-accent rtl:checked:before:-translate-x-4';

/** A checkbox with its sentence beside it. */
export function CheckboxField({
  name,
  label,
  hint,
  className,
  value = 'on',
  look = 'box',
  ...rest
}: CheckboxFieldProps) {
  const { defaultChecked = false, disabled = false, onChange } = rest;
  const { id: fieldId, errors, values } = useFieldState(name);
  const id = value === 'on' ? fieldId : `${fieldId}-${value}`;
  const { state } = useFormState();
  // After a refusal, a box missing from the submitted values was unticked.
  const isSent = state.status === 'error' || state.status === 'asks';
  const checked = isSent ? (values?.includes(value) ?? false) : defaultChecked;
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <div className="flex min-h-11 pointer-fine:min-h-0 items-start gap-3 pointer-fine:py-0 py-2">
        <input
          key={String(checked)}
          id={id}
          name={name}
          type="checkbox"
          role={look === 'switch' ? 'switch' : undefined}
          value={value}
          defaultChecked={checked}
          disabled={disabled}
          onChange={(event) => onChange?.(event.target.checked)}
          aria-invalid={errors.length > 0 || undefined}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          className={look === 'switch' ? TOGGLE : BOX}
        />
        <div className="min-w-0">
          <label htmlFor={id} className="font-medium">
            {label}
          </label>
          {hint !== undefined && (
            <p id={`${id}-hint`} className="mt-0.5 text-ink-muted text-xs leading-relaxed">
              {hint}
            </p>
          )}
        </div>
      </div>
      <FieldErrors id={`${id}-error`} errors={errors} />
    </div>
  );
}

export type RadioOption = {
  value: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Shown at the end of the line, e.g. a price. */
  aside?: ReactNode;
  disabled?: boolean;
};

export type RadioCardsProps = Omit<FieldProps, 'labelHidden'> & {
  options: readonly RadioOption[];
  defaultValue?: string | undefined;
  onChange?: (value: string) => void;
};

/** One of a few where each choice needs an explanation: amounts, plans, modes. */
export function RadioCards({
  name,
  label,
  hint,
  required,
  className,
  options,
  ...rest
}: RadioCardsProps) {
  const { id, errors, value } = useFieldState(name, rest.defaultValue);
  return (
    <fieldset
      id={id}
      aria-describedby={errors.length > 0 ? `${id}-error` : undefined}
      className={cn('min-w-0', className)}
    >
      <legend className="mb-1.5 font-medium">{label}</legend>
      {hint !== undefined && <p className="-mt-1 mb-2 text-ink-muted text-xs">{hint}</p>}
      <div className="grid gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex min-h-11 items-start gap-3 rounded-md border border-line bg-surface-raised p-3 transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft has-disabled:opacity-60 has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              key={String(option.value === value)}
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={option.value === value}
              required={required}
              disabled={option.disabled}
              onChange={() => rest.onChange?.(option.value)}
              className="mt-0.5 size-4.5 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{option.label}</span>
              {option.hint !== undefined && (
                <span className="mt-0.5 block text-ink-muted text-xs">{option.hint}</span>
              )}
            </span>
            {option.aside !== undefined && (
              <span className="shrink-0 font-semibold tabular-nums">{option.aside}</span>
            )}
          </label>
        ))}
      </div>
      <FieldErrors id={`${id}-error`} errors={errors} />
    </fieldset>
  );
}
