import 'server-only';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import { DomainError } from '@/lib/kit/errors';
import type { Formats } from '@/lib/kit/format';
import { logDefect } from '@/lib/kit/log';
import {
  type Answer,
  defectState,
  doneState,
  invalidState,
  notOurFormState,
  questionState,
  refusedState,
  unstorableState,
} from './answer';
import { type FormFields, fieldsOf } from './form-fields';
import { type FormAction, type FormState, IDEMPOTENCY_FIELD } from './form-state';
import { echoOf, readForm, unstorableFields } from './read-form';

export type FormActionOptions<Who, Schema extends z.ZodType> = {
  /** Resolves the caller before anything is read; may redirect or call `unauthorized()`. */
  who: () => Promise<Who>;
  schema: Schema;
  /** One command call. Redirects pass through. */
  run: (who: Who, input: z.output<Schema>) => Promise<Answer> | Promise<void>;
  /** Formats money and dates in refusals as the operator does. */
  formats: () => Promise<Formats>;
  /** Additional field names whose text must never be sent back (names with "password", "token"… never are). */
  secrets?: readonly string[];
};

/**
 * Wraps a command as a server action: who → bounds → parse → run → result. Validation errors and refusals are returned
 * as translated sentences at their fields; a defect is logged and returned as its id only.
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
      if (outcome?.isQuestion) return { ...kept, ...questionState(outcome) };
      return await doneState(outcome ?? {});
    } catch (error) {
      unstable_rethrow(error);
      if (error instanceof DomainError)
        return { ...kept, ...(await refusedState(error, await options.formats())) };
      return { ...kept, ...(await defectState(logDefect(error, { edge: 'form' }))) };
    }
  };
}

/** `formAction` with `who` and `formats` preset, one per area, so that actions only name schema and run. */
export function formActionFor<Who>(
  shared: Pick<FormActionOptions<Who, z.ZodType>, 'who' | 'formats'>,
) {
  return <Schema extends z.ZodType>(
    options: Omit<FormActionOptions<Who, Schema>, 'who' | 'formats'>,
  ): FormAction => formAction<Who, Schema>({ ...shared, ...options });
}

/** A refused form keeps its text and its key, because submitting it again must be the same request. */
function keptFrom(previous: unknown, fields: FormFields, secrets: readonly string[]) {
  const key = fields.get(IDEMPOTENCY_FIELD)?.[0];
  const nextKey = typeof key === 'string' ? key : keyOf(previous);
  return { values: echoOf(fields, secrets), ...(nextKey === undefined ? {} : { nextKey }) };
}

/** The previous state comes from the browser like any input, so it may be anything. */
function keyOf(previous: unknown): string | undefined {
  if (typeof previous !== 'object' || previous === null || !('nextKey' in previous))
    return undefined;
  return typeof previous.nextKey === 'string' ? previous.nextKey : undefined;
}
