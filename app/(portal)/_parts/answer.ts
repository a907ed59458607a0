import 'server-only';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getOperatorFormats } from '@/app/_operator/operator';
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

export type Answer<T> = { ok: true; value: T } | { ok: false; error: DomainError };

/** Like `orNotFound`, with other refusals as a value: the page says why instead of failing. */
export async function answerOf<T>(reading: Promise<T>): Promise<Answer<T>> {
  return (await answerOrNull(reading)) ?? notFound();
}

/** Like `answerOf`, with null for an id that is unknown or somebody else's. */
export async function answerOrNull<T>(reading: Promise<T>): Promise<Answer<T> | null> {
  try {
    return { ok: true, value: await reading };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code === 'not-found' ? null : { ok: false, error };
  }
}

/** A refusal in the reader's words. */
export async function refusalText({ key, params }: DomainError): Promise<string> {
  const [t, f] = await Promise.all([getTranslations('errors'), getOperatorFormats()]);
  const values = Object.entries(params).map(([name, value]) => {
    if (typeof value === 'string' || typeof value === 'number') return [name, value];
    return [name, value instanceof Date ? f.dateTime(value) : f.money(value)];
  });
  return t(key, Object.fromEntries(values));
}

/** A value of the address that may be given once; repeated, it is as if it were not there. */
export function oneOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
