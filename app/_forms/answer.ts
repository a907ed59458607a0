import 'server-only';
import { randomUUID } from 'node:crypto';
import { getTranslations } from 'next-intl/server';
import type { z } from 'zod';
import type { DomainError } from '@/lib/kit/errors';
import type { Formats } from '@/lib/kit/format';
import type { FormState } from './form-state';
import { issueMessage } from './issue-message';

type Values = Record<string, string | number>;

/** Result of a successful run; nothing means "Saved." */
export type Answer = {
  /** Translated sentence to show. */
  message?: string;
  /** Serialisable data for the screen. */
  data?: unknown;
  /** Nothing was done yet: the person has to confirm first. */
  isQuestion?: true;
};

/** Reports success in the words of a namespace. */
export async function say(namespace: string, key: string, values: Values = {}): Promise<Answer> {
  const t = await getTranslations(namespace);
  return { message: t(key, values) };
}

/** Returns data to the screen, with a message if there is one. */
export async function give(data: unknown, said: Promise<Answer> | Answer = {}): Promise<Answer> {
  return { ...(await said), data };
}

/** Asks for confirmation before anything is done; the screen words the question from plain data. */
export function ask(data: unknown): Answer {
  return { data, isQuestion: true };
}

export function questionState({ data }: Answer): FormState {
  return { status: 'asks', data };
}

export async function doneState({ message, data }: Answer): Promise<FormState> {
  return {
    status: 'ok',
    message: message ?? (await getTranslations('ui.form'))('saved'),
    nextKey: randomUUID(),
    ...(data === undefined ? {} : { data }),
  };
}

/** Form state for invalid input: a sentence at each field, and the number of faults. */
export async function invalidState(error: z.ZodError): Promise<FormState> {
  const t = await getTranslations();
  const fieldErrors: Record<string, string[]> = {};
  const general: string[] = [];
  for (const issue of error.issues) {
    const { key, values } = issueMessage(issue);
    const path = `errors.${t.has(`errors.${key}`) ? key : 'field_invalid'}`;
    const sentence = t(path, values);
    if (issue.path.length === 0) general.push(sentence);
    else {
      const name = issue.path.map(String).join('.');
      fieldErrors[name] = [...(fieldErrors[name] ?? []), sentence];
    }
  }
  const count = Object.keys(fieldErrors).length;
  const message = general.length > 0 ? general.join(' ') : t('ui.form.summary', { count });
  return { status: 'error', message, fieldErrors };
}

export async function notOurFormState(): Promise<FormState> {
  const t = await getTranslations('errors');
  return { status: 'error', message: t('form_not_ours') };
}

export async function unstorableState(names: readonly string[]): Promise<FormState> {
  const t = await getTranslations();
  const sentence = t('errors.text_not_storable');
  const fieldErrors = Object.fromEntries(names.map((name) => [name, [sentence]]));
  return { status: 'error', message: t('ui.form.summary', { count: names.length }), fieldErrors };
}

export async function refusedState(error: DomainError, formats: Formats): Promise<FormState> {
  const message = await refusalText(error, formats);
  return error.field === undefined
    ? { status: 'error', message }
    : { status: 'error', message, fieldErrors: { [error.field]: [message] } };
}

/** Form state for a defect: shows only the id under which it was logged. */
export async function defectState(id: string): Promise<FormState> {
  const t = await getTranslations('errors');
  return { status: 'error', message: t('unexpected', { id }) };
}

/** The sentence of a refusal, with money and dates in the operator's format. */
export async function refusalText(error: DomainError, f: Formats): Promise<string> {
  const t = await getTranslations('errors');
  const inWords = Object.entries(error.params).map(([name, value]) => {
    if (typeof value === 'string' || typeof value === 'number') return [name, value];
    return [name, value instanceof Date ? f.dateTime(value) : f.money(value)];
  });
  return t(error.key, Object.fromEntries(inWords));
}
