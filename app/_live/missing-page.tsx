'use client';

import { notFound } from 'next/navigation';

/**
 * The 404 page, decided in the browser: as the children of a `KeptSheet`, it answers a visit to what does not exist and
 * leaves a sheet alone that is open when its offer goes.
 */
export function MissingPage(): never {
  notFound();
}
