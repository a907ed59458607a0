/** What a form action answers. Plain data: it also travels through a page load without JavaScript. */
export type FormState = {
  /** `asks`: nothing is done yet; the form keeps what was typed and is sent again with the answer. */
  status: 'idle' | 'ok' | 'error' | 'asks';
  /** Translated sentence for the whole form. */
  message?: string;
  /** Translated sentences by field name (`price`, `discounts.0.percent`). */
  fieldErrors?: Record<string, readonly string[]>;
  /** What was typed, without secrets and files, to fill the form again. */
  values?: Record<string, readonly string[]>;
  /** Idempotency key for the next submission, new after each success. */
  nextKey?: string;
  /** What the action gives to the screen, e.g. the id of what was made. */
  data?: unknown;
};

/** The shape of a server action a `<Form>` takes. */
export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

export const idleState: FormState = { status: 'idle' };

/** What was typed stays in a form that is not done. */
export function keptValues(state: FormState): FormState['values'] {
  return state.status === 'error' || state.status === 'asks' ? state.values : undefined;
}

/** Answers of a form whose action runs in the browser; those of the server are in `answer.ts`. */
export const browserState = {
  done: { status: 'ok' },
  refused: (message: string): FormState => ({ status: 'error', message }),
  /** Nothing is decided yet; the form keeps what was typed. */
  kept: (values: NonNullable<FormState['values']>): FormState => ({ status: 'error', values }),
} as const;

/** Name of the hidden field that carries the idempotency key. */
export const IDEMPOTENCY_FIELD = 'idempotencyKey';
