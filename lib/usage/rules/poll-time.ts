import type { CounterKind } from '@/lib/kit/words';

/** One read of a router's counters among others, as far as time goes. */
export type PollFacts = {
  /** By our clock. */
  polledAt: Date;
  /** The last booked poll of this router; null when this is the first. */
  lastPolledAt: Date | null;
  /** What that poll looked at: of other kinds it cannot say what was there. */
  lastKinds: readonly CounterKind[];
  /** How long the router had run, now and then; null when it was not read. */
  routerUptimeSeconds: number | null;
  lastRouterUptimeSeconds: number | null;
};

/** RouterOS rounds uptimes to seconds and its clock may be off by some per minute. */
export const CLOCK_SLACK_SECONDS = 60;
/** No job books a read that is older than this: it ended long before. */
const JOB_SECONDS_MAX = 3_600;

/**
 * Whether a poll at this time or later is booked. A poll that seems older is not, when the router has run
 * on since the last one: then it is our clock that was set back.
 */
export function isAlreadyBooked(poll: PollFacts): boolean {
  const { polledAt, lastPolledAt } = poll;
  if (lastPolledAt === null || polledAt > lastPolledAt) return false;
  const secondsBack = secondsBetween(polledAt, lastPolledAt);
  const ran = routerSeconds(poll);
  return ran === null ? secondsBack < JOB_SECONDS_MAX : ran + secondsBack <= CLOCK_SLACK_SECONDS;
}

/**
 * Whether what a session counted by this poll was booked with a later read of that session alone, such as
 * before it was cut. The poll itself is not booked yet.
 */
export function isReadingBooked(readAt: Date, poll: PollFacts): boolean {
  const { lastPolledAt, lastRouterUptimeSeconds: before } = poll;
  if (lastPolledAt === null) return readAt >= poll.polledAt;
  if (readAt <= lastPolledAt) return false;
  const lastRouterUptimeSeconds =
    before === null ? null : before + secondsBetween(lastPolledAt, readAt);
  return isAlreadyBooked({ ...poll, lastPolledAt: readAt, lastRouterUptimeSeconds });
}

/** How long ago `from` was. Where our clock was set back meanwhile, the router's own tells. */
export function secondsSince(from: Date, poll: PollFacts): number {
  const byClock = secondsBetween(from, poll.polledAt);
  const { lastPolledAt, routerUptimeSeconds } = poll;
  if (lastPolledAt === null) return byClock;
  const betweenPolls = secondsBetween(lastPolledAt, poll.polledAt);
  // Of a router that began anew it is only known that it has run for as long as it says.
  const ran =
    routerSeconds(poll) ?? (betweenPolls <= 0 ? (routerUptimeSeconds ?? 0) : betweenPolls);
  const lag = ran - betweenPolls;
  return lag > CLOCK_SLACK_SECONDS ? byClock + lag : byClock;
}

/** How long the router ran between the two polls; null when it restarted or did not say. */
function routerSeconds({ routerUptimeSeconds, lastRouterUptimeSeconds }: PollFacts): number | null {
  if (routerUptimeSeconds === null || lastRouterUptimeSeconds === null) return null;
  const ran = routerUptimeSeconds - lastRouterUptimeSeconds;
  return ran < 0 ? null : ran;
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
