/** Events the engine itself writes and reads, under Inngest's names. */
export const internalEvents = {
  invoked: 'inngest/function.invoked',
  finished: 'inngest/function.finished',
  failed: 'inngest/function.failed',
  cancelled: 'inngest/function.cancelled',
  cron: 'inngest/scheduled.timer',
} as const;

/** Events with this prefix belong to the embedded executor and are never relayed. */
export const INTERNAL_PREFIX = 'inngest/';
