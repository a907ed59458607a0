import { Cron } from 'croner';

/** Inngest writes the zone as a prefix: `TZ=Europe/London 0 3 * * *`. The default is UTC. */
function schedule(cron: string): Cron {
  const [, timezone, pattern] = /^(?:CRON_)?TZ=(\S+)\s+(.+)$/.exec(cron) ?? [];
  return new Cron(pattern ?? cron, { timezone: timezone ?? 'UTC', paused: true });
}

/** Returns the first tick after `after`; null if the expression has no further tick. */
export function nextSlot(cron: string, after: Date): Date | null {
  return schedule(cron).nextRun(after);
}

/** Returns the last tick not after `now`: after an outage, all missed ticks count as this one. */
export function latestSlot(cron: string, firstMissed: Date, now: Date): Date {
  // croner excludes the given second, so the second of `now` itself needs one more.
  const [previous] = schedule(cron).previousRuns(1, new Date(now.getTime() + 1000));
  return previous && previous > firstMissed && previous <= now ? previous : firstMissed;
}
