import 'server-only';
import { getTranslations } from 'next-intl/server';
import type { DomainError } from '@/lib/kit/errors';
import { getOperatorFormats } from './operator';

/** The sentence of a refusal, where it is one row's answer among many and not a form's. */
export async function messageOfRefusal(error: DomainError): Promise<string> {
  const [t, f] = await Promise.all([getTranslations('errors'), getOperatorFormats()]);
  const values = Object.fromEntries(
    Object.entries(error.params).map(([name, value]) => {
      if (typeof value === 'string' || typeof value === 'number') return [name, value];
      return [name, value instanceof Date ? f.dateTime(value) : f.money(value)];
    }),
  );
  return t(error.key, values);
}
