'use client';

import { useState } from 'react';
import { useFormState } from './form-context';
import { IDEMPOTENCY_FIELD } from './form-state';

/**
 * Keeps its first key through every refresh of the page, because the intent is unchanged; only a success brings a new
 * key.
 */
export function IdempotencyInput({ initial }: { initial: string }) {
  const { state } = useFormState();
  const [first] = useState(initial);
  return <input type="hidden" name={IDEMPOTENCY_FIELD} value={state.nextKey ?? first} readOnly />;
}
