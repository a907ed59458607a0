import type { CounterKind } from '@/lib/kit/words';

/** The timing of one read of a router's counters, relative to the last. */
export type PollFacts = {
  /** By our clock. */
  polledAt: Date;
  /** The last booked poll of this router; null for the first. */
  lastPolledAt: Date | null;
  /** The kinds that poll read; about other kinds it says nothing. */
  lastKinds: readonly CounterKind[];
  /** The router's uptime at this and the last poll; null if it was not read. */
  routerUptimeSeconds: number | null;
  lastRouterUptimeSeconds: number | null;
};

/** RouterOS rounds uptimes to seconds, and its clock may drift by some per minute. */
export const CLOCK_SLACK_SECONDS = 60;
/** No job books a read older than this: it would have ended long before. */
const JOB_SECONDS_MAX = 3_600;

/**
 * Whether a poll at this time or later is already booked. A poll that seems older is not if the router has run on
 * since the last one: then our clock was set back.
 */
export function isAlreadyBooked(poll: PollFacts): boolean {
  const { polledAt, lastPolledAt } = poll;
  if (lastPolledAt === null || polledAt > lastPolledAt) return false;
  const secondsBack = secondsBetween(polledAt, lastPolledAt);
  const ran = routerSeconds(poll);
  return ran === null ? secondsBack < JOB_SECONDS_MAX : ran + secondsBack <= CLOCK_SLACK_SECONDS;
}

/**
 * Whether a session's bytes up to this poll were already booked by a later read of that session alone, such as before
 * it was disconnected. The poll itself is not booked yet.
 */
export function isReadingBooked(readAt: Date, poll: PollFacts): boolean {
  const { lastPolledAt, lastRouterUptimeSeconds: before } = poll;
  if (lastPolledAt === null) return readAt >= poll.polledAt;
  if (readAt <= lastPolledAt) return false;
  const lastRouterUptimeSeconds =
    before === null ? null : before + secondsBetween(lastPolledAt, readAt);
  return isAlreadyBooked({ ...poll, lastPolledAt: readAt, lastRouterUptimeSeconds });
}

/** Returns how long ago `from` was. If our clock was set back meanwhile, the router's uptime decides. */
export function secondsSince(from: Date, poll: PollFacts): number {
  const byClock = secondsBetween(from, poll.polledAt);
  const { lastPolledAt, routerUptimeSeconds } = poll;
  if (lastPolledAt === null) return byClock;
  const betweenPolls = secondsBetween(lastPolledAt, poll.polledAt);
  // After a reboot, only the router's current uptime is known to have passed.
  const ran =
    routerSeconds(poll) ?? (betweenPolls <= 0 ? (routerUptimeSeconds ?? 0) : betweenPolls);
  const lag = ran - betweenPolls;
  return lag > CLOCK_SLACK_SECONDS ? byClock + lag : byClock;
}

/** Returns how long the router ran between the two polls; null if it restarted or did not report it. */
function routerSeconds({ routerUptimeSeconds, lastRouterUptimeSeconds }: PollFacts): number | null {
  if (routerUptimeSeconds === null || lastRouterUptimeSeconds === null) return null;
  const ran = routerUptimeSeconds - lastRouterUptimeSeconds;
  return ran < 0 ? null : ran;
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
