'use client';

import { Callout } from '@/app/_ui/callout';
import { fieldId, useFormState } from './form-context';

/** The live region of a form: what happened, and links to the fields that need attention. */
export function FormMessage() {
  const { state, pending, idPrefix } = useFormState();
  const errors = Object.entries(state.fieldErrors ?? {});
  return (
    <div role="status" aria-live="polite" className="empty:hidden">
      {!pending && state.message !== undefined && (
        <div data-form-message tabIndex={-1} className="rounded-lg">
          <Callout
            tone={state.status === 'ok' ? 'positive' : 'danger'}
            title={errors.length > 0 ? state.message : undefined}
          >
            {errors.length > 0 ? (
              <ul className="mt-1 list-inside list-disc">
                {errors.map(([name, sentences]) => (
                  <li key={name}>
                    <a
                      href={`#${fieldId(idPrefix, name)}`}
                      className="underline underline-offset-2"
                    >
                      {sentences[0]}
                    </a>
                  </li>
                ))}
              </ul>
            ) : (
              state.message
            )}
          </Callout>
        </div>
      )}
    </div>
  );
}
