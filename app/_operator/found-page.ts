import 'server-only';
import { forbidden, notFound } from 'next/navigation';
import { DomainError } from '@/lib/kit/errors';

/**
 * Returns a page's data: a missing row leads to the 404 page, a missing right to the 403 page; other errors are
 * rethrown.
 */
export async function foundPage<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') notFound();
    if (error instanceof DomainError && error.code === 'forbidden') forbidden();
    throw error;
  }
}

/** Parses an id from an address; anything but a plain number leads to the 404 page. */
export function idFromPath(text: string): number {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : notFound();
}

/** Parses the cursor of a list from an address; 0, the beginning, for anything that is not an id. */
export function afterFromQuery(text: string | string[] | undefined): number {
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
}
