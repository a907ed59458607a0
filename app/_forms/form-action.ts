import 'server-only';
import { randomUUID } from 'node:crypto';
import { unstable_rethrow } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { z } from 'zod';
import { DomainError } from '@/lib/kit/errors';
import type { Formats } from '@/lib/kit/format';
import { logDefect } from '@/lib/kit/log';
import { type FormFields, fieldsOf } from './form-fields';
import { type FormAction, type FormState, idempotencyField } from './form-state';
import { messageOf } from './issue-messages';
import { echoOf, readForm, unstorableFields } from './read-form';
import { refusalValues } from './refusal-values';

/** What a run may answer; nothing means "Saved." */
export interface FormOutcome {
  /** Translated sentence to show. */
  message?: string;
  /** Plain data for the screen. */
  data?: unknown;
}

export interface FormActionOptions<Who, Schema extends z.ZodType> {
  /** Resolves who is asking, before anything is read; it may redirect or call `unauthorized()`. */
  who: () => Promise<Who>;
  schema: Schema;
  /** One command call. Redirects pass through. */
  run: (who: Who, input: z.output<Schema>) => Promise<FormOutcome> | Promise<void>;
  /** Writes money and dates inside refusals as the operator does. */
  formats: () => Promise<Formats>;
  /** Further field names whose text must never come back (names with "password", "token"… never do). */
  secrets?: readonly string[];
}

/**
 * Wraps a command as a server action: who → bounds → parse → run → answer. Validation and refusals come back
 * as translated sentences at their fields; a defect is logged and comes back as its id only.
 */
export function formAction<Who, Schema extends z.ZodType>(
  options: FormActionOptions<Who, Schema>,
): FormAction {
  return async function action(previous, form) {
    let kept: Partial<FormState> = {};
    try {
      const who = await options.who();
      const fields = fieldsOf(form);
      if (!fields) return await notOurFormState();
      kept = keptFrom(previous, fields, options.secrets ?? []);
      const unstorable = unstorableFields(fields);
      if (unstorable.length > 0) return { ...kept, ...(await unstorableState(unstorable)) };
      const parsed = await options.schema.safeParseAsync(readForm(fields, options.schema), {
        reportInput: true,
      });
      if (!parsed.success) return { ...kept, ...(await invalidState(parsed.error)) };
      const outcome = await options.run(who, parsed.data);
      return await okState(outcome ?? undefined);
    } catch (error) {
      unstable_rethrow(error);
      if (error instanceof DomainError)
        return { ...kept, ...(await refusedState(error, await options.formats())) };
      const id = logDefect(error, { edge: 'form' });
      const t = await getTranslations('errors');
      return { ...kept, status: 'error', message: t('unexpected', { id }) };
    }
  };
}

/** `formAction` with who and formats already given: one per face, so that actions only name schema and run. */
export function formActionFor<Who>(
  shared: Pick<FormActionOptions<Who, z.ZodType>, 'who' | 'formats'>,
) {
  return <Schema extends z.ZodType>(
    options: Omit<FormActionOptions<Who, Schema>, 'who' | 'formats'>,
  ): FormAction => formAction<Who, Schema>({ ...shared, ...options });
}

/** A refused form keeps its text and its key: sending it again must be the same request. */
function keptFrom(previous: unknown, fields: FormFields, secrets: readonly string[]) {
  const key = fields.get(idempotencyField)?.[0];
  const nextKey = typeof key === 'string' ? key : keyOf(previous);
  return { values: echoOf(fields, secrets), ...(nextKey === undefined ? {} : { nextKey }) };
}

/** The state before comes from the browser like everything else: it may be anything. */
function keyOf(previous: unknown): string | undefined {
  if (typeof previous !== 'object' || previous === null || !('nextKey' in previous))
    return undefined;
  return typeof previous.nextKey === 'string' ? previous.nextKey : undefined;
}

async function okState(outcome: FormOutcome | undefined): Promise<FormState> {
  const message = outcome?.message ?? (await getTranslations('ui.form'))('saved');
  return {
    status: 'ok',
    message,
    nextKey: randomUUID(),
    ...(outcome?.data === undefined ? {} : { data: outcome.data }),
  };
}

async function invalidState(error: z.ZodError): Promise<FormState> {
  const t = await getTranslations();
  const fieldErrors: Record<string, string[]> = {};
  const general: string[] = [];
  for (const issue of error.issues) {
    const { key, values } = messageOf(issue);
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

async function notOurFormState(): Promise<FormState> {
  const t = await getTranslations('errors');
  return { status: 'error', message: t('form_not_ours') };
}

async function unstorableState(names: readonly string[]): Promise<FormState> {
  const t = await getTranslations();
  const sentence = t('errors.text_not_storable');
  const fieldErrors = Object.fromEntries(names.map((name) => [name, [sentence]]));
  return { status: 'error', message: t('ui.form.summary', { count: names.length }), fieldErrors };
}

async function refusedState(error: DomainError, formats: Formats): Promise<FormState> {
  const t = await getTranslations('errors');
  const message = t(error.key, refusalValues(error, formats));
  return error.field === undefined
    ? { status: 'error', message }
    : { status: 'error', message, fieldErrors: { [error.field]: [message] } };
}
