import { Middleware } from 'inngest';
import { log } from '@/lib/kit/log';

type StepArgs = Middleware.OnStepStartArgs;
type RunArgs = Middleware.OnRunStartArgs;

/**
 * Logs one line per finished step and run, in both job modes: ids, attempt, duration and outcome. Never logs step
 * results or event data.
 */
export class LogMiddleware extends Middleware.BaseMiddleware {
  readonly id = 'netpurse-log';
  /** One instance serves one call. */
  private readonly calledAt = performance.now();
  private readonly startedAt = new Map<string, number>();

  override onStepStart({ stepInfo }: StepArgs): void {
    this.startedAt.set(stepInfo.hashedId, performance.now());
  }

  override onStepComplete(args: StepArgs): void {
    log.info({ ...this.step(args), outcome: 'done' }, 'jobs: step');
  }

  override onStepError({ isFinalAttempt, error, ...args }: Middleware.OnStepErrorArgs): void {
    const outcome = isFinalAttempt ? 'failed' : 'to be tried again';
    log.warn({ ...this.step(args), outcome, err: error }, 'jobs: step');
  }

  override onRunComplete(args: RunArgs): void {
    log.info({ ...this.run(args), outcome: 'completed' }, 'jobs: run');
  }

  override onRunError({ isFinalAttempt, error, ...args }: Middleware.OnRunErrorArgs): void {
    const outcome = isFinalAttempt ? 'failed' : 'to be tried again';
    log.warn({ ...this.run(args), outcome, err: error }, 'jobs: run');
  }

  private step({ ctx, fn, stepInfo }: StepArgs) {
    const since = this.startedAt.get(stepInfo.hashedId) ?? this.calledAt;
    return {
      ...about({ ctx, fn }),
      step: stepInfo.options.id,
      durationMs: Math.round(performance.now() - since),
    };
  }

  /** The duration of the last call; the age of the triggering event shows the total time. */
  private run({ ctx, fn }: RunArgs) {
    const { ts } = ctx.event;
    return {
      ...about({ ctx, fn }),
      durationMs: Math.round(performance.now() - this.calledAt),
      ...(ts === undefined ? {} : { sinceCauseMs: Date.now() - ts }),
    };
  }
}

function about({ ctx, fn }: RunArgs) {
  return { functionId: fn.id(), runId: ctx.runId, attempt: ctx.attempt };
}
