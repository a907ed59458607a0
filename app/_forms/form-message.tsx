'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { Callout } from '@/app/_ui/callout';
import { fieldId, useFormState } from './form-context';

/** The live region of a form: its result, with links to the fields that need attention. */
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
                    <FieldLink id={fieldId(idPrefix, name)}>{sentences[0]}</FieldLink>
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

/** Link to a field. Reads the field's label from the page, so that no form has to repeat it. */
function FieldLink({ id, children }: { id: string; children: ReactNode }) {
  const [name, setName] = useState<string>();
  useEffect(() => {
    const control = document.getElementById(id);
    const label = document.querySelector<HTMLElement>(`label[for="${CSS.escape(id)}"]`);
    setName(control?.getAttribute('aria-label') ?? label?.firstChild?.textContent ?? undefined);
  }, [id]);
  return (
    <a href={`#${id}`} className="inline-block py-1 underline underline-offset-2">
      {name !== undefined && <strong className="font-medium">{`${name}: `}</strong>}
      {children}
    </a>
  );
}
