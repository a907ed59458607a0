'use client';

import { useState } from 'react';

/**
 * A hidden value that keeps its first value through every refresh, so that an order placed in another tab does not
 * change what a person is about to confirm.
 */
export function KeptInput({ name, value }: { name: string; value: string }) {
  const [first] = useState(value);
  return <input type="hidden" name={name} value={first} readOnly />;
}
