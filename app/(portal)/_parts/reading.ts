import 'server-only';
import { notFound } from 'next/navigation';
import { DomainError } from '@/lib/kit/errors';

/** The id in an address, or the 404 page for what cannot be one. */
export function idFrom(text: string): number {
  const id = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
  return id > 0 ? id : notFound();
}

/** What was read; an id that is unknown or somebody else's answers with the 404 page. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') notFound();
    throw error;
  }
}

/** What was read; null for an id that is unknown or somebody else's. */
export async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return null;
    throw error;
  }
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; error: DomainError };

/** Like `orNotFound`, with other refusals as a value: the page says why instead of failing. */
export async function outcomeOf<T>(reading: Promise<T>): Promise<Outcome<T>> {
  return (await outcomeOrNull(reading)) ?? notFound();
}

/** Like `outcomeOf`, with null for an id that is unknown or somebody else's. */
export async function outcomeOrNull<T>(reading: Promise<T>): Promise<Outcome<T> | null> {
  try {
    return { ok: true, value: await reading };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code === 'not-found' ? null : { ok: false, error };
  }
}

/** A value of the address that may be given once; repeated, it is as if it were not there. */
export function oneOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
