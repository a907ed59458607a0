import 'server-only';
import { forbidden, notFound } from 'next/navigation';
import { DomainError } from '@/lib/kit/errors';

/** What a page reads: a missing row is the 404 page, a missing right the 403 page, anything else a defect. */
export async function foundPage<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') notFound();
    if (error instanceof DomainError && error.code === 'forbidden') forbidden();
    throw error;
  }
}

/** An id as it stands in an address; anything but a plain number is a page that does not exist. */
export function idFromPath(text: string): number {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : notFound();
}

/** Where a list goes on, as it stands in an address; 0, the beginning, for anything that is no id. */
export function afterFromQuery(text: string | string[] | undefined): number {
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
}
