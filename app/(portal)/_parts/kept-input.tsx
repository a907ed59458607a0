'use client';

import { useState } from 'react';

/**
 * A hidden value that stays what it was when the page was opened, through every refresh: what a person is
 * about to confirm does not become another order because another tab has just placed this one.
 */
export function KeptInput({ name, value }: { name: string; value: string }) {
  const [first] = useState(value);
  return <input type="hidden" name={name} value={first} readOnly />;
}
