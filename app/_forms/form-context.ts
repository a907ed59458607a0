'use client';

import { createContext, useContext } from 'react';
import { type FormState, idleState, keptValues } from './form-state';

export type FormContextValue = {
  state: FormState;
  pending: boolean;
  /** Prefix of this form's field ids, so that two forms on a page do not collide. */
  idPrefix: string;
};

export const FormContext = createContext<FormContextValue>({
  state: idleState,
  pending: false,
  idPrefix: 'form',
});

/** Called with each refusal of a form inside. */
export const OnRefused = createContext<() => void>(() => {});

/** State of the surrounding `<Form>`. */
export function useFormState(): FormContextValue {
  return useContext(FormContext);
}

/** Id of a field's control, the target of links in the error summary. */
export function fieldId(idPrefix: string, name: string): string {
  return `${idPrefix}-${name}`;
}

export type FieldState = {
  id: string;
  errors: readonly string[];
  /** Text entered before a refusal, else the default. */
  value: string | undefined;
  values: readonly string[] | undefined;
};

/** Errors and previous input of one field. */
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
