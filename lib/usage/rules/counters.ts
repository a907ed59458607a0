import type { CounterKind, HeldReason } from '@/lib/kit/words';
import { CLOCK_SLACK_SECONDS, type PollFacts, secondsSince } from './poll-time';
import { type LineRates, rateInForce } from './rates';

/** What a router counted for one session since it began, in bytes as the customer sees them. */
export type Counters = { downBytes: bigint; upBytes: bigint };

/** A session as it stands in one poll. */
export type SessionReading = Counters & {
  kind: CounterKind;
  sessionKey: string;
  /** How long the session has run; null where the router does not say, or the counter outlives sessions. */
  uptimeSeconds: number | null;
  /** The counter starts at zero with the router, whatever its key. */
  endsAtReboot?: boolean | undefined;
  /** Width of the router's counter: where it is 32, passing 2^32 starts again at 0. */
  counterBits?: 32 | 64 | undefined;
};

/** A session as the last poll that saw it left it. */
export type LastReading = Counters & { sessionKey: string; polledAt: Date };

export type Delta =
  | { kind: 'counted'; downBytes: bigint; upBytes: bigint }
  /** The first look at a router, or at counters of this kind on it: remembered as the start, not booked. */
  | { kind: 'baseline' }
  | ({ kind: 'doubtful' } & Doubt);

/** Bytes that are not booked by themselves: people decide what becomes of them. */
export type Doubt = {
  /** `too_fast`: more than the line carries. `unknown_start`: nobody saw when the session began to count. */
  reason: HeldReason;
  downBytes: bigint;
  upBytes: bigint;
  /** Since when they flowed; null when it is not known. */
  fromAt: Date | null;
  /** The most that would have been booked; null where no bound was asked. */
  bound: Counters | null;
};

const WRAP_32 = 1n << 32n;
/** Faster than any access line sold; the bound where no rate of ours is in force. */
const RATE_MAX_BITS_PER_SECOND = 10_000_000_000n;
/** Counters lag a little behind traffic, so a poll right after another sees more than its share. */
const ELAPSED_SECONDS_MIN = 10;

/**
 * What flowed in a session since the last poll. `last` holds every session of the login that an
 * earlier poll saw. Only differences are ever booked, so a lost poll costs nothing while the session
 * lives, and a repeated one books nothing.
 */
export function countDelta(
  reading: SessionReading,
  last: readonly LastReading[],
  poll: PollFacts,
  rates: LineRates,
): Delta {
  const { lastPolledAt } = poll;
  if (lastPolledAt === null) return { kind: 'baseline' };
  const sinceLastPoll = secondsSince(lastPolledAt, poll);
  const since = (fromAt: Date, seconds: number) => ({ fromAt, seconds, poll, rates });
  const same = last.find((row) => row.sessionKey === reading.sessionKey);
  if (same) {
    const elapsed = secondsSince(same.polledAt, poll);
    const endsAtReboot = reading.uptimeSeconds !== null || reading.endsAtReboot === true;
    const beganAnew = endsAtReboot && hasRebooted(poll, elapsed);
    const delta = beganAnew ? reading : difference(reading, same);
    return bounded(delta, since(same.polledAt, elapsed));
  }
  // That the last poll did not see it says nothing where it did not look.
  if (!poll.lastKinds.includes(reading.kind)) return { kind: 'baseline' };
  if (hasStartedSince(reading, sinceLastPoll, poll)) {
    // No longer than it has run: a session read while another took its place shows the old one's bytes.
    const ran = Math.min(sinceLastPoll, reading.uptimeSeconds ?? sinceLastPoll);
    return bounded(reading, since(lastPolledAt, ran));
  }
  // The last poll must have seen it, so only its key is new: go on from the counters it had then.
  const before = lastSeenBelow(reading, last, lastPolledAt);
  if (before !== undefined) {
    return bounded(difference(reading, before), since(lastPolledAt, sinceLastPoll));
  }
  const { downBytes, upBytes } = reading;
  return {
    kind: 'doubtful',
    ...{ reason: 'unknown_start', downBytes, upBytes, fromAt: null, bound: null },
  };
}

/** Sessions end with their router; counters that outlive sessions may outlive this too. */
function hasRebooted(poll: PollFacts, secondsAgo: number): boolean {
  return poll.routerUptimeSeconds !== null && poll.routerUptimeSeconds < secondsAgo;
}

/**
 * A poll reads every counter of the kinds it knows, whoever's they are: one that the last poll did not see
 * was not there, and has counted from zero since.
 */
function hasStartedSince(reading: SessionReading, seconds: number, poll: PollFacts): boolean {
  if (reading.uptimeSeconds === null) return true;
  return hasRebooted(poll, seconds) || reading.uptimeSeconds <= seconds + CLOCK_SLACK_SECONDS;
}

/** The highest counters the last poll saw that these can have grown from. */
function lastSeenBelow(
  reading: Counters,
  last: readonly LastReading[],
  lastPolledAt: Date,
): LastReading | undefined {
  return last
    .filter(
      (row) =>
        row.polledAt.getTime() >= lastPolledAt.getTime() &&
        row.downBytes <= reading.downBytes &&
        row.upBytes <= reading.upBytes,
    )
    .sort((a, b) => (a.downBytes < b.downBytes ? 1 : -1))[0];
}

/** A counter that fell was reset and counts from 0; both directions of a session are reset together. */
function difference(reading: SessionReading, last: Counters): Counters {
  const width = reading.counterBits ?? 64;
  const fell = reading.downBytes < last.downBytes || reading.upBytes < last.upBytes;
  if (!fell) return subtract(reading, last);
  return width === 32 && hasWrapped(reading, last)
    ? {
        downBytes: wrapped(reading.downBytes, last.downBytes),
        upBytes: wrapped(reading.upBytes, last.upBytes),
      }
    : reading;
}

function subtract(reading: Counters, last: Counters): Counters {
  return {
    downBytes: reading.downBytes - last.downBytes,
    upBytes: reading.upBytes - last.upBytes,
  };
}

/**
 * A wrap and a reset look alike from one number. A counter in the upper half that fell, while the
 * other direction did not fall or was itself in the upper half, has wrapped.
 */
function hasWrapped(reading: Counters, last: Counters): boolean {
  const mayWrap = (now: bigint, before: bigint) => now >= before || before >= WRAP_32 / 2n;
  return mayWrap(reading.downBytes, last.downBytes) && mayWrap(reading.upBytes, last.upBytes);
}

function wrapped(now: bigint, before: bigint): bigint {
  return now >= before ? now - before : now + WRAP_32 - before;
}

type Interval = { fromAt: Date; seconds: number; poll: PollFacts; rates: LineRates };

function bounded({ downBytes, upBytes }: Counters, interval: Interval): Delta {
  const { fromAt, seconds, poll, rates } = interval;
  // A clock that was set back puts the beginning after the end.
  const rate = rateInForce(rates, fromAt < poll.polledAt ? fromAt : poll.polledAt);
  const bound = {
    downBytes: bytesMax(rate.downBitsPerSecond, seconds),
    upBytes: bytesMax(rate.upBitsPerSecond, seconds),
  };
  const isPossible = downBytes <= bound.downBytes && upBytes <= bound.upBytes;
  return isPossible
    ? { kind: 'counted', downBytes, upBytes }
    : { kind: 'doubtful', reason: 'too_fast', downBytes, upBytes, fromAt, bound };
}

/** Twice what the line carries in the time, so that bursts and late polls are never refused. */
function bytesMax(bitsPerSecond: bigint | null, elapsedSeconds: number): bigint {
  const seconds = Math.ceil(Math.max(elapsedSeconds, ELAPSED_SECONDS_MIN));
  return ((bitsPerSecond ?? RATE_MAX_BITS_PER_SECOND) * BigInt(seconds) * 2n) / 8n;
}
