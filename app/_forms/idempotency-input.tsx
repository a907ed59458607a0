'use client';

import { useState } from 'react';
import { useFormState } from './form-context';
import { IDEMPOTENCY_FIELD } from './form-state';

/**
 * Holds the first key it got through every refresh of the page, because the person's intention did not
 * change; only a success brings a new one.
 */
export function IdempotencyInput({ initial }: { initial: string }) {
  const { state } = useFormState();
  const [first] = useState(initial);
  return <input type="hidden" name={IDEMPOTENCY_FIELD} value={state.nextKey ?? first} readOnly />;
}
