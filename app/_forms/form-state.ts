/** Result of a form action. Serialisable, because it also survives a page load without JavaScript. */
export type FormState = {
  /** `asks`: nothing is done yet; the form keeps its input and is submitted again with the answer. */
  status: 'idle' | 'ok' | 'error' | 'asks';
  /** Translated sentence for the whole form. */
  message?: string;
  /** Translated sentences by field name (`price`, `discounts.0.percent`). */
  fieldErrors?: Record<string, readonly string[]>;
  /** Entered text, without secrets and files, for refilling the form. */
  values?: Record<string, readonly string[]>;
  /** Idempotency key for the next submission, new after each success. */
  nextKey?: string;
  /** Data for the screen, e.g. the id of what was created. */
  data?: unknown;
};

/** The server action of a `<Form>`. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

export const idleState: FormState = { status: 'idle' };

/** The entered text of a form that is not finished. */
export function keptValues(state: FormState): FormState['values'] {
  return state.status === 'error' || state.status === 'asks' ? state.values : undefined;
}

/** States of a form whose action runs in the browser; those of the server are in `answer.ts`. */
export const browserState = {
  done: { status: 'ok' },
  refused: (message: string): FormState => ({ status: 'error', message }),
  /** Nothing is decided yet; the form keeps its input. */
  kept: (values: NonNullable<FormState['values']>): FormState => ({ status: 'error', values }),
} as const;

/** Name of the hidden field with the idempotency key. */
export const IDEMPOTENCY_FIELD = 'idempotencyKey';
