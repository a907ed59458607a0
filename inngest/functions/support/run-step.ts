import { NonRetriableError, RetryAfterError } from 'inngest';
import type { Ctx } from '@/lib/context';
import { DomainError } from '@/lib/kit/errors';
import { logDefect } from '@/lib/kit/log';

/** The context of a command run by a job: nobody's session, the time of this try. */
export function jobCtx(job: string): Ctx {
  return { actor: { kind: 'system', job }, now: new Date() };
}

/**
 * Runs a command inside a step and tells Inngest what its error means: a refusal is final (trying
 * again asks for the same thing), everything else is tried again and logged.
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
    // Without its cause: what a step throws is stored and shown, and a cause may quote people's data.
    throw new Error(`defect ${id}`);
  }
}
