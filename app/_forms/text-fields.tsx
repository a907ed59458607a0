'use client';

import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import { Field, type FieldProps } from './field';
import { useFieldState } from './form-context';

/** Attributes passed through to the native control; the field sets the rest. */
type NativeProps<Tag extends 'input' | 'textarea'> = Omit<
  ComponentProps<Tag>,
  keyof FieldProps | 'id' | 'type' | 'value' | 'defaultValue' | 'children' | 'prefix'
>;

export type TextFieldProps = FieldProps &
  NativeProps<'input'> & {
    /** `number` opens the numeric keyboard; the schema validates the text, not the browser. */
    type?: 'text' | 'email' | 'tel' | 'url' | 'search' | 'number';
    defaultValue?: string | number | undefined;
    /** Symbol before or unit after the text, e.g. "GB". */
    prefix?: string;
    suffix?: string;
  };

/** One line of text or one number. */
export function TextField({
  name,
  label,
  hint,
  required,
  labelHidden,
  className,
  ...rest
}: TextFieldProps) {
  const { type = 'text', defaultValue, prefix, suffix, ...input } = rest;
  const { value } = useFieldState(name, defaultValue?.toString());
  const isNumber = type === 'number';
  return (
    <Field {...{ name, label, hint, required, labelHidden, className }}>
      {(control) => (
        <Affixes prefix={prefix} suffix={suffix}>
          <input
            {...(isNumber ? { inputMode: 'decimal' } : {})}
            {...input}
            {...control}
            type={isNumber ? 'text' : type}
            defaultValue={value}
            className={cn(
              'control',
              isNumber && 'tabular-nums',
              prefix && 'ps-9',
              suffix && 'pe-16',
            )}
          />
        </Affixes>
      )}
    </Field>
  );
}

type AffixesProps = {
  prefix: string | undefined;
  suffix: string | undefined;
  children: ReactNode;
};

function Affixes({ prefix, suffix, children }: AffixesProps) {
  if (prefix === undefined && suffix === undefined) return children;
  const look = 'pointer-events-none absolute inset-y-0 flex items-center text-ink-muted';
  return (
    <span className="relative block">
      {children}
      {prefix !== undefined && (
        <span aria-hidden className={cn(look, 'start-3')}>
          {prefix}
        </span>
      )}
      {suffix !== undefined && (
        <span aria-hidden className={cn(look, 'end-3')}>
          {suffix}
        </span>
      )}
    </span>
  );
}

export type MoneyFieldProps = Omit<
  TextFieldProps,
  'type' | 'prefix' | 'suffix' | 'defaultValue'
> & {
  /** ISO 4217 code shown in the field. */
  currency: string;
  /** Decimal text, as `formats.moneyInput(minor)` writes it. */
  defaultValue?: string | undefined;
};

/** An amount as decimal text; the schema converts it to minor units with `parseDecimalAmount`. */
export function MoneyField({ currency, ...props }: MoneyFieldProps) {
  return (
    <TextField
      autoComplete="off"
      placeholder="0.00"
      {...props}
      inputMode="decimal"
      suffix={currency}
    />
  );
}

export type DateFieldProps = FieldProps & {
  /** `YYYY-MM-DD`. */
  defaultValue?: string | undefined;
  min?: string;
  max?: string;
  autoComplete?: string;
};

/** A calendar day in the operator's zone, with the browser's own picker. */
export function DateField({
  name,
  label,
  hint,
  required,
  labelHidden,
  className,
  ...rest
}: DateFieldProps) {
  const { defaultValue, ...input } = rest;
  const { value } = useFieldState(name, defaultValue);
  return (
    <Field {...{ name, label, hint, required, labelHidden, className }}>
      {(control) => (
        <input
          {...input}
          {...control}
          type="date"
          defaultValue={value}
          className="control tabular-nums"
        />
      )}
    </Field>
  );
}

export type TextAreaProps = FieldProps &
  NativeProps<'textarea'> & {
    defaultValue?: string | undefined;
  };

/** Several lines of text. */
export function TextArea({
  name,
  label,
  hint,
  required,
  labelHidden,
  className,
  ...rest
}: TextAreaProps) {
  const { defaultValue, rows = 3, ...area } = rest;
  const { value } = useFieldState(name, defaultValue);
  return (
    <Field {...{ name, label, hint, required, labelHidden, className }}>
      {(control) => (
        <textarea
          {...area}
          {...control}
          rows={rows}
          defaultValue={value}
          className="control py-2"
        />
      )}
    </Field>
  );
}
