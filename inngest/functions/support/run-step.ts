import { NonRetriableError, RetryAfterError } from 'inngest';
import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';

/** The context of a command run by a job: a system actor, and the time of this attempt. */
export function jobCtx(job: string): Ctx {
  return { actor: { kind: 'system', job }, now: new Date() };
}

/**
 * Runs a command inside a step and maps its errors for Inngest: a refusal is final, because a retry would be refused
 * again; anything else is logged and retried.
 */
export async function runStep<T>(job: string, command: (ctx: Ctx) => Promise<T>): Promise<T> {
  try {
    return await command(jobCtx(job));
  } catch (error) {
    if (error instanceof DomainError) {
      throw new NonRetriableError(`${error.code}: ${error.key}`, { cause: error });
    }
    if (error instanceof RetryAfterError || error instanceof NonRetriableError) throw error;
    const id = logDefect(error, { job });
    // Without its cause: errors of steps are stored and shown, and a cause may quote personal data.
    throw new Error(`defect ${id}`);
  }
}
