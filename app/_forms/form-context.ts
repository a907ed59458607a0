'use client';

import { createContext, useContext } from 'react';
import { type FormState, idleState, keptValues } from './form-state';

export type FormContextValue = {
  state: FormState;
  pending: boolean;
  /** Prefix of the ids of this form's fields, so that two forms on a page do not collide. */
  idPrefix: string;
};

export const FormContext = createContext<FormContextValue>({
  state: idleState,
  pending: false,
  idPrefix: 'form',
});

/** State of the surrounding `<Form>`. */
export function useFormState(): FormContextValue {
  return useContext(FormContext);
}

/** Id of the control of a field; links in the error summary point at it. */
export function fieldId(idPrefix: string, name: string): string {
  return `${idPrefix}-${name}`;
}

export type FieldState = {
  id: string;
  errors: readonly string[];
  /** What was typed before a refusal, else the given default. */
  value: string | undefined;
  values: readonly string[] | undefined;
};

/** Errors and earlier input of one field. */
export function useFieldState(name: string, defaultValue?: string): FieldState {
  const { state, idPrefix } = useFormState();
  const values = keptValues(state)?.[name];
  return {
    id: fieldId(idPrefix, name),
    errors: state.fieldErrors?.[name] ?? [],
    value: values?.at(-1) ?? defaultValue,
    values,
  };
}
