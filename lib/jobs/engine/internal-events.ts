/** Events the engine itself writes and reads, under the names Inngest uses. */
export const internalEvents = {
  invoked: 'inngest/function.invoked',
  finished: 'inngest/function.finished',
  failed: 'inngest/function.failed',
  cancelled: 'inngest/function.cancelled',
  cron: 'inngest/scheduled.timer',
} as const;

/** Everything under this prefix belongs to the embedded executor and is never relayed. */
export const INTERNAL_PREFIX = 'inngest/';
