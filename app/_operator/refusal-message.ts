import 'server-only';
import { getTranslations } from 'next-intl/server';
import { refusalValues } from '@/app/_forms/refusal-values';
import type { DomainError } from '@/lib/kit/errors';
import { getOperatorFormats } from './operator';

/** The sentence of a refusal, where it is one row's answer among many and not a form's. */
export async function messageOfRefusal(error: DomainError): Promise<string> {
  const [t, f] = await Promise.all([getTranslations('errors'), getOperatorFormats()]);
  return t(error.key, refusalValues(error, f));
}
