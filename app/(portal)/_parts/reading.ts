import 'server-only';
import { notFound } from 'next/navigation';
import { DomainError } from '@/lib/kit/errors';

/** Parses an id from an address; shows the 404 page when it is malformed. */
export function idFrom(text: string): number {
  const id = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
  return id > 0 ? id : notFound();
}

/** Returns the value; shows the 404 page when the id is unknown or another customer's. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') notFound();
    throw error;
  }
}

/** Returns the value, or null when the id is unknown or another customer's. */
export async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return null;
    throw error;
  }
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; error: DomainError };

/** Like `orNotFound`, but returns other refusals, so that the page can explain them. */
export async function outcomeOf<T>(reading: Promise<T>): Promise<Outcome<T>> {
  return (await outcomeOrNull(reading)) ?? notFound();
}

/** Like `outcomeOf`, with null when the id is unknown or another customer's. */
export async function outcomeOrNull<T>(reading: Promise<T>): Promise<Outcome<T> | null> {
  try {
    return { ok: true, value: await reading };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code === 'not-found' ? null : { ok: false, error };
  }
}

/** A parameter that may occur once; a repeated one counts as absent. */
export function oneOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
